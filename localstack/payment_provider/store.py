"""Everything the simulator knows, in SQLite: one transaction per request, on disk before it is answered."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .errors import bad_parameter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Json = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, object TEXT NOT NULL, created INTEGER NOT NULL,
  body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (object, seq);
CREATE TABLE IF NOT EXISTS answers (
  key TEXT PRIMARY KEY, asked TEXT NOT NULL, request_id TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
  created INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, endpoint TEXT NOT NULL, attempt INTEGER NOT NULL,
  due REAL NOT NULL, held INTEGER NOT NULL);
"""
_PAGE_LIMIT, _PAGE_DEFAULT = 100, 10
_BOUNDS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


class Store:
    """A database file; one connection per thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection().executescript(_SCHEMA)

    def _connection(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._local.connection = sqlite3.connect(self._path, timeout=30, isolation_level=None)
            found.row_factory = sqlite3.Row
            found.execute("PRAGMA journal_mode = WAL")
            found.execute("PRAGMA synchronous = FULL")
        return found

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Alone with the data from here to the commit; an exception rolls back."""
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield Session(connection)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


class Session:
    """Objects within one transaction, each a JSON document as the API shows it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.sql = connection

    def add(self, body: Json) -> Json:
        """Store a new object."""
        row = (body["id"], body["object"], body["created"], json.dumps(body))
        self.sql.execute("INSERT INTO objects (id, object, created, body) VALUES (?, ?, ?, ?)", row)
        return body

    def put(self, body: Json) -> Json:
        """Store what became of an object."""
        self.sql.execute("UPDATE objects SET body = ? WHERE id = ?", (json.dumps(body), body["id"]))
        return body

    def remove(self, identifier: str) -> None:
        """Forget an object."""
        self.sql.execute("DELETE FROM objects WHERE id = ?", (identifier,))

    def find(self, identifier: str, kind: str | None = None) -> Json | None:
        """The object, if it is there and of its kind."""
        row = self.sql.execute("SELECT object, body FROM objects WHERE id = ?", (identifier,)).fetchone()
        return json.loads(row["body"]) if row and kind in {None, row["object"]} else None

    def all(self, kind: str) -> list[Json]:
        """Every object of a kind, the oldest first."""
        rows = self.sql.execute("SELECT body FROM objects WHERE object = ? ORDER BY seq", (kind,))
        return [json.loads(row["body"]) for row in rows]

    def page(self, kind: str, asked: Mapping[str, Any], **wanted: str | None) -> tuple[list[Json], bool]:
        """At most `limit` objects, newest first, whose fields are as `wanted`; and whether there are more."""
        limit = asked.get("limit", _PAGE_DEFAULT)
        if not 1 <= limit <= _PAGE_LIMIT:
            raise bad_parameter("limit", f"Invalid limit: must be between 1 and {_PAGE_LIMIT}.")
        where, values = ["object = ?"], [kind]
        for name, value in wanted.items():
            if value is not None:
                where.append("json_extract(body, ?) = ?")
                values += [f"$.{name}", value]
        for bound, moment in asked.get("created", {}).items():
            where.append(f"created {_BOUNDS[bound]} ?")
            values.append(moment)
        backwards = "ending_before" in asked
        for param, comparison in (("starting_after", "<"), ("ending_before", ">")):
            if param in asked:
                where.append(f"seq {comparison} ?")
                values.append(self._place(kind, asked[param], param))
        order = "ASC" if backwards else "DESC"
        sql = f"SELECT body FROM objects WHERE {' AND '.join(where)} ORDER BY seq {order} LIMIT ?"  # noqa: S608  # names
        rows = [json.loads(row["body"]) for row in self.sql.execute(sql, (*values, limit + 1))]
        found = rows[:limit]
        return (found[::-1] if backwards else found), len(rows) > limit

    def _place(self, kind: str, identifier: str, param: str) -> Any:
        row = self.sql.execute("SELECT seq FROM objects WHERE id = ? AND object = ?", (identifier, kind)).fetchone()
        if row is None:
            raise bad_parameter(param, f"No such {kind}: '{identifier}'", "resource_missing")
        return row["seq"]
