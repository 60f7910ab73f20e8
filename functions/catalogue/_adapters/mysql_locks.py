"""Locks of fields in MySQL. Who reads them before writing holds the title's row, so that none can come in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue._adapters.mysql_rows import aware, naive
from catalogue._domain.edit_refusals import LockNotFound
from catalogue._domain.history import differing
from catalogue._domain.lock import PART, Lock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from catalogue._adapters.mysql_title_parts import OpenParts
    from catalogue._domain.history import FieldChange
    from chassis.mysql import Transaction

_OF = "SELECT thing_id, field, reason, locked_by, locked_at FROM field_locks WHERE thing_id IN %s"
_PUT = "REPLACE INTO field_locks (thing_id, field, reason, locked_by, locked_at) VALUES (%s, %s, %s, %s, %s)"
_REMOVE = "DELETE FROM field_locks WHERE thing_id = %s AND field = %s"


def locks_of(tx: Transaction, owners: Sequence[bytes]) -> dict[bytes, dict[str, Lock]]:
    """Each thing's locks by field."""
    found: dict[bytes, dict[str, Lock]] = {owner: {} for owner in owners}
    for row in tx.all(_OF, (tuple(owners),)) if owners else ():
        found[row["thing_id"]][row["field"]] = Lock(row["reason"], row["locked_by"], aware(row["locked_at"]))
    return found


def put_lock(parts: OpenParts, field: str, reason: str, by: str) -> tuple[Lock, list[FieldChange]]:
    """Lock a field; a lock for the same reason stays as it is."""
    held = _held(parts).get(field)
    if held is not None and held.reason == reason:
        return held, []
    parts.tx.run(_PUT, (parts.owner, field, reason, by, naive(parts.at)))
    return Lock(reason, by, parts.at), _change(field, held.reason if held else None, reason)


def remove_lock(parts: OpenParts, field: str) -> tuple[None, list[FieldChange]]:
    """Let the field be changed again. Raises `LockNotFound`."""
    held = _held(parts).get(field)
    if held is None:
        raise LockNotFound(f"{field} of title {parts.title.id} is not locked")
    parts.tx.run(_REMOVE, (parts.owner, field))
    return None, _change(field, held.reason, None)


def _held(parts: OpenParts) -> Mapping[str, Lock]:
    return locks_of(parts.tx, [parts.owner])[parts.owner]


def _change(field: str, before: str | None, after: str | None) -> list[FieldChange]:
    return differing(f"{PART}.{field}", before, after)
