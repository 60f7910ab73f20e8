"""The history of every thing in MySQL, written in the transaction of the change itself."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC
from typing import TYPE_CHECKING, Any

from catalogue._domain.facts import fields_were_changed
from catalogue._domain.history import Author, FieldChange, Revision
from chassis import outbox
from chassis.ids import from_bytes, to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from catalogue._domain.history import ThingKind
    from chassis.mysql import Database, Transaction

_INSERT = (
    "INSERT INTO field_changes (thing_id, version, field, thing_kind, action, before_value, after_value, changed_by,"
    " changed_at, origin, proposal_id, reverted_version) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
# One version is one revision; its rows lie together in the primary key.
_REVISIONS = (
    "SELECT c.*, p.reviewed_by FROM field_changes c LEFT JOIN proposals p ON p.id = c.proposal_id"
    " WHERE c.thing_id = %s AND c.version < %s AND c.version >= COALESCE((SELECT MIN(v.version)"
    " FROM (SELECT DISTINCT version FROM field_changes WHERE thing_id = %s AND version < %s"
    " ORDER BY version DESC LIMIT %s) v), 0) ORDER BY c.version DESC, c.field"
)
_CHANGED = (
    "SELECT thing_id, MAX(changed_at) AS changed_at FROM field_changes WHERE thing_kind = %s AND changed_at >= %s"
    " AND changed_at < %s AND thing_id > %s GROUP BY thing_id ORDER BY thing_id LIMIT %s"
)
NEWEST = 2**32 - 1
ROUTE = "catalogue.fields"
"""The topic of field changes, `cdlc.catalogue.fields`, as the outbox names it."""


def record(tx: Transaction, revisions: Sequence[Revision]) -> None:
    """Keep what the transaction changes, and publish it on the topic of field changes, each revision as one event."""
    kept = [replace(each, changes=_kept(each.changes)) for each in revisions]
    tx.many(_INSERT, [row for each in kept for row in _rows(each)])
    events = [fields_were_changed(each) for each in kept]
    tx.many(outbox.INSERT, list(outbox.rows(ROUTE, events)))
    tx.many(outbox.DELETE, [(event.id,) for event in events])


def plain(value: Any) -> Any:
    """A value of the facts as JSON has it: the form in which the history and proposals keep and compare values."""
    from pydantic_core import to_jsonable_python  # noqa: PLC0415 - loads on first use

    return to_jsonable_python(value)


def plain_facts(facts: Any) -> dict[str, Any]:
    """Every field of the facts as JSON has it."""
    return {each.name: plain(getattr(facts, each.name)) for each in fields(facts)}


def _kept(changes: Sequence[FieldChange]) -> tuple[FieldChange, ...]:
    """Values as JSON has them, in the order in which readers get them."""
    plain_changes = (FieldChange(each.field, plain(each.before), plain(each.after)) for each in changes)
    return tuple(sorted(plain_changes, key=lambda each: each.field))


def _rows(revision: Revision) -> Iterable[tuple[Any, ...]]:
    head, author = (to_bytes(revision.id), revision.version), Author.of(revision.by)
    proposal = to_bytes(author.proposal_id) if author.proposal_id else None
    at = revision.at.astimezone(UTC).replace(tzinfo=None)
    tail = (str(author), at, author.origin, proposal, author.reverted_version)
    for change in revision.changes:
        values = (_json(change.before), _json(change.after))
        yield (*head, change.field, revision.kind, revision.action, *values, *tail)


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


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
        return [revision_of(each) for each in found.values()]

    def changed(
        self, kind: ThingKind, since: datetime, until: datetime, after: str | None, limit: int
    ) -> list[tuple[str, datetime]]:
        """Ids of what changed in [since, until), each once with its last change there, in the order of ids."""
        bounds = (since.astimezone(UTC).replace(tzinfo=None), until.astimezone(UTC).replace(tzinfo=None))
        with self._database.read() as tx:
            rows = tx.all(_CHANGED, (kind, *bounds, to_bytes(after) if after else b"", limit))
        return [(from_bytes(row["thing_id"]), row["changed_at"].replace(tzinfo=UTC)) for row in rows]


def revision_of(rows: Sequence[Mapping[str, Any]]) -> Revision:
    """The revision that rows of one version tell of; `reviewed_by` is their proposal's."""
    first = rows[0]
    return Revision(
        kind=first["thing_kind"],
        id=from_bytes(first["thing_id"]),
        version=first["version"],
        action=first["action"],
        changes=tuple(
            FieldChange(row["field"], _value(row["before_value"]), _value(row["after_value"])) for row in rows
        ),
        by=_author(first),
        at=first["changed_at"].replace(tzinfo=UTC),
    )


def _author(row: Mapping[str, Any]) -> Author:
    author = Author(row["changed_by"])
    author.origin, author.approved_by = row["origin"], row["reviewed_by"]
    author.proposal_id = from_bytes(row["proposal_id"]) if row["proposal_id"] else None
    author.reverted_version = row["reverted_version"]
    return author


def _value(stored: str | None) -> Any:
    return None if stored is None else json.loads(stored)
