"""Imported people, companies and collections: one transaction for each, by the rule of records."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from catalogue._adapters.mysql_collections import OpenCollections
from catalogue._adapters.mysql_companies import OpenCompanies
from catalogue._adapters.mysql_found import told_so_far
from catalogue._adapters.mysql_import import Outcome
from catalogue._adapters.mysql_people import OpenPeople
from catalogue._adapters.mysql_records import IMPORTER, Stored
from catalogue._adapters.mysql_references import first_come, owners
from catalogue._domain.batch import Rejected
from catalogue._domain.columns import RowRejected
from catalogue._domain.facts import thing_was_added, thing_was_changed
from catalogue._domain.thing import Thing, changed, differences
from chassis.errors import Refusal, Unavailable
from chassis.ids import from_bytes, new_id, to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from catalogue._adapters.mysql_things import OpenThings
    from catalogue._domain.record import ThingRecord
    from chassis.mysql import Database, Transaction

_KINDS: Mapping[str, type[OpenThings[Any]]] = {
    "people": OpenPeople,
    "companies": OpenCompanies,
    "collections": OpenCollections,
}


class ThingImport:
    """Stores records of one kind."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def store(self, kind: str, source: str, records: Sequence[ThingRecord], at: datetime) -> Stored:
        """Store and publish what became of each. Raises `Unavailable` where others are in the way."""
        by, counts = IMPORTER.format(source), {"added": 0, "changed": 0, "unchanged": 0}
        rejected = []
        for each in records:
            try:
                counts[first_come(self._database, lambda each=each: self._store(kind, each, at, by))] += 1  # type: ignore[misc]
            except Unavailable:
                raise
            except (RowRejected, Refusal) as refusal:
                rejected.append(Rejected(each.line, str(refusal)))
        return Stored(Outcome(**counts), tuple(rejected))

    def _store(self, kind: str, record: ThingRecord, at: datetime, by: str) -> str:
        with self._database.transaction() as tx:
            things = _KINDS[kind](tx)
            key = _carrier(tx, things, record)
            if key is None:
                facts = things.shape.facts(**record.told)
                own = record.id or new_id(at)
                fresh = Thing(kind=things.shape.kind, id=own, facts=facts, version=1, created_at=at, updated_at=at)
                things.add(fresh, by)
                tx.save(thing_was_added(fresh))
                return "added"
            return _change(things, things.lock(from_bytes(key)), record, at, by)


def _change(things: OpenThings[Any], before: Thing[Any], record: ThingRecord, at: datetime, by: str) -> str:
    key = to_bytes(before.id)
    sofar = told_so_far(things.tx, [key])[key]
    held = {name: getattr(before.facts, name) for name in record.told}
    taken = {name: value for name, value in record.told.items() if sofar.leaves(name, by, held[name])}
    if "external_ids" in record.told:
        taken["external_ids"] = {**record.told["external_ids"], **before.facts.external_ids}
    facts = replace(before.facts, **taken)
    fields = differences(before.facts, facts)
    if not fields:
        return "unchanged"
    after = changed(before, facts, at)
    others = things.replace(before, after, by)
    things.tx.save(thing_was_changed(after, fields), *others)
    return "changed"


def _carrier(tx: Transaction, things: OpenThings[Any], record: ThingRecord) -> bytes | None:
    shape = things.shape
    own = to_bytes(record.id) if record.id else None
    sql = f"SELECT id FROM {shape.table} WHERE id = %s"  # noqa: S608 - constants
    if own and tx.one(sql, (own,)):
        return own
    pairs = record.told.get("external_ids", {}).items()
    found = set(owners(tx, shape.kind, shape.table, pairs).values()) if shape.external_ids else set()
    if len(found) > 1:
        raise RowRejected(f"external_ids: they are {len(found)} different ones here")
    return found.pop() if found else None
