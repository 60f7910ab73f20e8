"""Migrations of Cassandra and Neo4j before they reach their store: names, order, statements, what is pending."""

from __future__ import annotations

from pathlib import Path

import pytest

from deployer import numbered

ROOT = Path(__file__).resolve().parents[3]


def test_statements_come_in_order_without_comments(tmp_path: Path) -> None:
    text = "-- one; or two;\nCREATE a;\n\n// and\n  CREATE b (\n    c; d\n);\n"
    (tmp_path / "0001_tables.cql").write_text(text)
    (migration,) = numbered.pending(tmp_path, {})
    assert (migration.id, migration.statements) == ("0001_tables", ("CREATE a", "CREATE b (\n    c; d\n)"))


def test_only_what_was_not_applied_is_pending_in_order_of_numbers(tmp_path: Path) -> None:
    for name in ("0003_c", "0001_a", "0002_b"):
        (tmp_path / f"{name}.cypher").write_text(f"CREATE {name};\n")
    (first, *_) = numbered.pending(tmp_path, {})
    assert [each.id for each in numbered.pending(tmp_path, {first.id: first.digest})] == ["0002_b", "0003_c"]


def test_a_migration_that_changed_after_it_was_applied_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "0001_a.cql").write_text("CREATE a;\n")
    with pytest.raises(numbered.BadMigration, match="0001_a was changed after it had been applied: add a new file"):
        numbered.pending(tmp_path, {"0001_a": "another digest"})


def test_a_file_without_a_number_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "tables.cql").write_text("CREATE a;\n")
    with pytest.raises(numbered.BadMigration, match=r"tables\.cql: its name is not NNNN_name"):
        numbered.pending(tmp_path, {})


@pytest.mark.parametrize("store", ["cassandra", "neo4j"])
def test_every_statement_of_the_project_bears_repetition(store: str) -> None:
    folder = ROOT / "migrations" / store
    for context in numbered.contexts(folder):
        for migration in numbered.pending(folder / context, {}):
            for statement in migration.statements:
                if statement.startswith(("CREATE", "DROP")):
                    assert " EXISTS" in statement, f"{context}/{migration.id}: {statement}"
