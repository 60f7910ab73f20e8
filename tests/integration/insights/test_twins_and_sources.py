"""Every table of a watched schema has its twin in ClickHouse, column by column, and views that show it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from cdlc import settings as local
from deployer import databases
from deployer.clickhouse_migrations import migrate_insights
from integration.localstack_streams import own_engines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from integration.insights.conftest import Insights

# Not in the connector's stream either: plumbing, and what is derived from other tables.
PLUMBING = re.compile(r"outbox|inbox|idempotency_keys|search_names|search_words|search_spellings|_?yoyo.*")
KINDS = {"tinyint": "Int8", "smallint": "Int16", "int": "Int32", "bigint": "Int64"}
CONTEXTS = ("catalogue", "booking", "orders", "payments", "social")
Columns = dict[str, dict[str, str]]


@pytest.fixture(scope="module", params=CONTEXTS)
def context(request: pytest.FixtureRequest) -> str:
    """Each context whose tables are watched."""
    return str(request.param)


@pytest.fixture(scope="module")
def information_schema(
    context: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, Any]]:
    """Every column of the migrated schema, as MariaDB says it."""
    engines = own_engines.of(request.config, tmp_path_factory)
    engines.need("mysql")
    server = (engines.settings.host, engines.settings.ports["mysql"], engines.keys["mysql_root"])
    databases.create_schemas(*server)
    databases.migrate(*server, engines.settings.root / "migrations" / "mysql")
    with engines.sql() as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, column_type, data_type, is_nullable, column_key, collation_name "
            "FROM information_schema.columns WHERE table_schema = %s ORDER BY table_name, ordinal_position",
            (context,),
        )
        names = [str(each[0]).lower() for each in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [row for row in rows if not PLUMBING.fullmatch(row["table_name"])]


def twin_type(column: dict[str, Any]) -> str:
    """ClickHouse's type for a column of MySQL's."""
    kind, size = column["data_type"], re.search(r"\((.+)\)", column["column_type"])
    size_text = size[1].replace(",", ", ") if size else ""
    if kind in KINDS:
        own = ("U" if "unsigned" in column["column_type"] else "") + KINDS[kind]
    elif kind == "binary":
        own = "UUID" if size_text == "16" else f"FixedString({size_text})"
    else:
        own = {
            "char": "String", "varchar": "String", "text": "String", "date": "Date32",
            "decimal": f"Decimal({size_text})", "datetime": f"DateTime64({size_text}, 'UTC')",
        }[kind]  # fmt: skip
    return f"Nullable({own})" if column["is_nullable"] == "YES" else own


def wanted(columns: Iterable[dict[str, Any]], extra: dict[str, str]) -> Columns:
    tables: Columns = {}
    for column in columns:
        tables.setdefault(column["table_name"], {})[column["column_name"]] = twin_type(column)
    return {table: {**of_table, **extra} for table, of_table in tables.items()}


def found(insights: Insights, prefix: str) -> Columns:
    statement = (
        "SELECT table, name, type FROM system.columns "
        "WHERE database = currentDatabase() AND startsWith(table, {prefix:String}) ORDER BY table, position"
    )
    tables: Columns = {}
    for table, name, kind in insights.client.query(statement, parameters={"prefix": prefix}).result_rows:
        tables.setdefault(table.removeprefix(prefix), {})[name] = kind
    return tables


def in_order(tables: Columns) -> dict[str, list[tuple[str, str]]]:
    return {table: list(columns.items()) for table, columns in tables.items()}


def test_every_table_has_its_twin_column_by_column(
    insights: Insights, context: str, information_schema: list[dict[str, Any]]
) -> None:
    own = {"cdc_version": "UInt64", "cdc_deleted": "UInt8"}
    assert in_order(found(insights, f"cdc_{context}_")) == in_order(wanted(information_schema, own))


def test_every_view_has_the_table_s_columns(
    insights: Insights, context: str, information_schema: list[dict[str, Any]]
) -> None:
    assert found(insights, f"{context}_") == wanted(information_schema, {})


def test_twins_are_ordered_by_the_primary_key(
    insights: Insights, context: str, information_schema: list[dict[str, Any]]
) -> None:
    keys: dict[str, set[str]] = {}
    for column in information_schema:
        if column["column_key"] == "PRI":
            keys.setdefault(column["table_name"], set()).add(column["column_name"])
    statement = (
        "SELECT name, sorting_key, engine_full FROM system.tables "
        "WHERE database = currentDatabase() AND startsWith(name, {prefix:String})"
    )
    prefix = f"cdc_{context}_"
    for name, sorting_key, engine in insights.client.query(statement, parameters={"prefix": prefix}).result_rows:
        assert set(sorting_key.split(", ")) == keys[name.removeprefix(prefix)]
        assert engine.startswith("ReplacingMergeTree(cdc_version, cdc_deleted)")


def test_keys_are_compared_byte_for_byte_at_both_ends(information_schema: list[dict[str, Any]]) -> None:
    collations = {row["collation_name"] for row in information_schema if row["column_key"] == "PRI"}
    assert all(collation is None or collation.endswith("_bin") for collation in collations), collations


def test_migrations_run_once_and_a_second_run_finds_nothing(insights: Insights) -> None:
    folder = local.load().root / "migrations" / "clickhouse" / "insights"
    assert migrate_insights(insights.client, folder, insights.client.database or "") == []
