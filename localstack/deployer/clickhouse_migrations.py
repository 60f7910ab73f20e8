"""Migrations of ClickHouse: `NNNN.what.sql` in order, forward only, each applied once.

No kept library speaks ClickHouse over HTTP without an ORM. ClickHouse has no transactions over DDL: every statement
must bear repetition (IF NOT EXISTS, OR REPLACE), since a migration that stopped half-way runs again from its start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from clickhouse_connect.driver.client import Client

_APPLIED = """
CREATE TABLE IF NOT EXISTS schema_migrations (id String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3))
ENGINE = MergeTree ORDER BY id
"""


def migrate_insights(client: Client, folder: Path, database: str = "insights") -> list[str]:
    """Apply what is pending in `folder`; answers the names applied. Raises the client's error."""
    client.database = database
    client.command(_APPLIED)
    known = {row[0] for row in client.query("SELECT id FROM schema_migrations").result_rows}
    pending = [file for file in sorted(folder.glob("*.sql")) if file.stem not in known]
    for file in pending:
        for statement in file.read_text().split(";\n"):
            if statement.strip():
                client.command(statement)
        client.insert("schema_migrations", [[file.stem]], column_names=["id"])
    return [file.stem for file in pending]
