"""Every id of the catalogue, in pages that hold no transaction open between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chassis.ids import from_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from catalogue._domain.exports import Exported
    from chassis.mysql import Database

PAGE = 10_000
_SELECTS: dict[Exported, str] = {
    "titles": "SELECT id, kind, original_name, popularity FROM titles WHERE removed_at IS NULL AND id > %s",
    "people": "SELECT id, name FROM people WHERE removed_at IS NULL AND id > %s",
    "companies": "SELECT id, name FROM companies WHERE removed_at IS NULL AND id > %s",
    "keywords": "SELECT id, name FROM keywords WHERE id > %s",
}


class Ids:
    """Reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def every(self, kind: Exported) -> Iterator[dict[str, Any]]:
        """Each thing that exists, with its id as text, in the order of ids. What comes meanwhile may be missing."""
        last, sql = b"", f"{_SELECTS[kind]} ORDER BY id LIMIT {PAGE:d}"
        while True:
            with self._database.read() as tx:
                rows = tx.all(sql, (last,))
            for row in rows:
                yield {**row, "id": from_bytes(row["id"])}
            if len(rows) < PAGE:
                return
            last = rows[-1]["id"]
