"""The change connector: every table of a schema in the schema's one topic, keys that tell the tables apart."""

from __future__ import annotations

import json
import threading
import uuid
from typing import TYPE_CHECKING, Any

import pymysql
import pytest

from local_cloud import eventually

from .conftest import ARRIVAL, OUTBOX, table_of
from .test_outbox import publish, reconnected

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.localstack_streams.own_engines import Engines

    from .conftest import Stream

    Open = Callable[[str], Stream]

CHANGES = 500


@pytest.fixture
def tables(engines: Engines) -> tuple[str, str]:
    """Two new tables of `dispatch` with the same columns, made long after the connectors."""
    names = (f"a{uuid.uuid4().hex[:8]}", f"b{uuid.uuid4().hex[:8]}")
    with engines.sql() as connection, connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"CREATE TABLE dispatch.{name} (id INT PRIMARY KEY, name VARCHAR(50), at DATETIME(6))")
    return names


def test_all_tables_of_a_schema_share_its_topic_and_their_keys_do_not_collide(
    engines: Engines, stream: Open, tables: tuple[str, str]
) -> None:
    topic = stream("cdc.dispatch")
    with engines.sql() as connection, connection.cursor() as cursor:
        for name in tables:
            cursor.execute(f"INSERT INTO dispatch.{name} VALUES (1, %s, '2026-01-02 03:04:05.678901')", (name,))  # noqa: S608  # a name of our own
    records = topic.until(2)
    assert {table_of(record) for record in records} == {f"dispatch.{name}" for name in tables}
    assert len({record.key for record in records}) == 2
    assert {dict(record.headers)["table"].decode() for record in records} == {f"cdc.dispatch.{name}" for name in tables}
    after = {json.loads(record.value)["after"]["name"]: json.loads(record.value) for record in records}
    assert after[tables[0]]["after"]["at"] == "2026-01-02T03:04:05.678901Z"
    assert after[tables[0]]["source"]["gtid"]


def test_an_update_a_deletion_and_a_changed_key_arrive_as_such(
    engines: Engines, stream: Open, tables: tuple[str, str]
) -> None:
    topic = stream("cdc.dispatch")
    table = tables[0]
    with engines.sql() as connection, connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO dispatch.{table} VALUES (1, 'one', NULL)")  # noqa: S608  # a name of our own
        cursor.execute(f"UPDATE dispatch.{table} SET name = 'two'")  # noqa: S608  # a name of our own
        cursor.execute(f"UPDATE dispatch.{table} SET id = 9")  # noqa: S608  # a name of our own
        cursor.execute(f"DELETE FROM dispatch.{table}")  # noqa: S608  # a name of our own
    records = topic.until(7)
    of_one, of_nine = (operations(records, row) for row in (1, 9))
    assert of_one == ["c", "u", "d", None]
    assert of_nine == ["c", "d", None]


def operations(records: list[Any], row: int) -> list[str | None]:
    """What happened to a row, in order; None is a tombstone."""
    mine = [record for record in records if json.loads(record.key)["id"] == row]
    return [record.value and json.loads(record.value)["op"] for record in mine]


def test_what_is_plumbing_is_not_published(engines: Engines, stream: Open) -> None:
    topic = stream("cdc.feed")
    with engines.sql() as connection, connection.cursor() as cursor:
        cursor.execute(OUTBOX.format(schema="feed"))
        publish(cursor, "feed", "k", b"{}")
        for name in ("inbox", "idempotency_keys", "_yoyo_log", "yoyo_lock", "posts"):
            cursor.execute(f"CREATE TABLE feed.{name} (id INT PRIMARY KEY)")
            cursor.execute(f"INSERT INTO feed.{name} VALUES (1)")  # noqa: S608  # a name of our own
    assert [table_of(record) for record in topic.until(1)] == ["feed.posts"]


@pytest.mark.parametrize("victim", ["connect", "kafka", "mysql"])
def test_a_kill_in_the_middle_of_500_row_changes_loses_nothing_and_repeats_nothing(
    engines: Engines, stream: Open, tables: tuple[str, str], victim: str
) -> None:
    topic = stream("cdc.dispatch")
    writing = threading.Thread(target=write, args=(engines, tables[0]))
    writing.start()
    eventually(lambda: len(topic.read()) > CHANGES // 5, ARRIVAL, "a fifth of the changes")
    engines.revive(victim)
    writing.join()
    found = [json.loads(record.value)["after"]["id"] for record in topic.until(CHANGES)]
    assert sorted(found) == list(range(CHANGES))


def write(engines: Engines, table: str) -> None:
    """500 rows; one whose connection was lost is written again unless it is there."""
    connection: Any = engines.sql()
    for n in range(CHANGES):
        while True:
            try:
                with connection.cursor() as cursor:
                    cursor.execute(f"INSERT IGNORE INTO dispatch.{table} VALUES (%s, 'x', NULL)", (n,))  # noqa: S608  # a name of our own
                break
            except pymysql.err.Error:
                connection = eventually(lambda: reconnected(engines), ARRIVAL, "the database to be back")
