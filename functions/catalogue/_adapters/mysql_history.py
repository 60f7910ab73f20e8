"""The history of every thing in MySQL, written in the transaction of the change itself."""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING, Any

from catalogue._domain.history import FieldChange, Revision
from chassis.ids import from_bytes, to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from catalogue._domain.history import ThingKind
    from chassis.mysql import Database, Transaction

_INSERT = (
    "INSERT INTO field_changes (thing_id, version, field, thing_kind, action, before_value, after_value, changed_by,"
    " changed_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
# One version is one revision; its rows lie together in the primary key.
_REVISIONS = (
    "SELECT * FROM field_changes WHERE thing_id = %s AND version < %s AND version >= COALESCE((SELECT MIN(v.version)"
    " FROM (SELECT DISTINCT version FROM field_changes WHERE thing_id = %s AND version < %s"
    " ORDER BY version DESC LIMIT %s) v), 0) ORDER BY version DESC, field"
)
_CHANGED = (
    "SELECT thing_id, MAX(changed_at) AS changed_at FROM field_changes WHERE thing_kind = %s AND changed_at >= %s"
    " AND changed_at < %s AND thing_id > %s GROUP BY thing_id ORDER BY thing_id LIMIT %s"
)
NEWEST = 2**32 - 1


def record(tx: Transaction, revisions: Iterable[Revision]) -> None:
    """Keep what the transaction changes."""
    tx.many(_INSERT, [row for each in revisions for row in _rows(each)])


def _rows(revision: Revision) -> Iterable[tuple[Any, ...]]:
    head = (to_bytes(revision.id), revision.version)
    tail = (revision.by, revision.at.astimezone(UTC).replace(tzinfo=None))
    for change in revision.changes:
        values = (_json(change.before), _json(change.after))
        yield (*head, change.field, revision.kind, revision.action, *values, *tail)


def _json(value: Any) -> str | None:
    from pydantic_core import to_jsonable_python  # noqa: PLC0415 - loads on first use

    return None if value is None else json.dumps(to_jsonable_python(value), ensure_ascii=False)


class History:
    """Reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, thing_id: str, before_version: int, limit: int) -> list[Revision]:
        """At most `limit` revisions of a thing, newest first, older than a version."""
        owner = to_bytes(thing_id)
        with self._database.read() as tx:
            rows = tx.all(_REVISIONS, (owner, before_version, owner, before_version, limit))
        found: dict[int, list[Mapping[str, Any]]] = {}
        for row in rows:
            found.setdefault(row["version"], []).append(row)
        return [_revision(each) for each in found.values()]

    def changed(
        self, kind: ThingKind, since: datetime, until: datetime, after: str | None, limit: int
    ) -> list[tuple[str, datetime]]:
        """Ids of what changed in [since, until), each once with its last change there, in the order of ids."""
        bounds = (since.astimezone(UTC).replace(tzinfo=None), until.astimezone(UTC).replace(tzinfo=None))
        with self._database.read() as tx:
            rows = tx.all(_CHANGED, (kind, *bounds, to_bytes(after) if after else b"", limit))
        return [(from_bytes(row["thing_id"]), row["changed_at"].replace(tzinfo=UTC)) for row in rows]


def _revision(rows: list[Mapping[str, Any]]) -> Revision:
    first = rows[0]
    return Revision(
        kind=first["thing_kind"],
        id=from_bytes(first["thing_id"]),
        version=first["version"],
        action=first["action"],
        changes=tuple(
            FieldChange(row["field"], _value(row["before_value"]), _value(row["after_value"])) for row in rows
        ),
        by=first["changed_by"],
        at=first["changed_at"].replace(tzinfo=UTC),
    )


def _value(stored: str | None) -> Any:
    return None if stored is None else json.loads(stored)
