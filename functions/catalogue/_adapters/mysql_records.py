"""Records in MySQL: titles with their parts, of any source, many per statement.

Three steps: what is here already (nothing is locked), what the records name (`mysql_references`, a transaction of its
own), then the titles. A batch that stops in between harms nothing, and one that is repeated changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from catalogue._adapters.mysql_found import Plan
from catalogue._adapters.mysql_history import record as record_history
from catalogue._adapters.mysql_import import Outcome
from catalogue._adapters.mysql_names import index_people, index_titles, lock_people
from catalogue._adapters.mysql_parts import read_part
from catalogue._adapters.mysql_references import first_come, store_named
from catalogue._adapters.mysql_rows import (
    INSERT_TITLE,
    LISTS,
    UPDATE_TITLE,
    insert_link,
    link_rows,
    naive,
    replace_links,
    title_values,
)
from catalogue._adapters.mysql_told_parts import differ, told_rows, write_parts
from catalogue._domain.batch import Rejected
from catalogue._domain.columns import RowRejected
from catalogue._domain.facts import title_was_added, title_was_changed
from catalogue._domain.history import FieldChange
from catalogue._domain.record import merged, new_facts
from catalogue._domain.thing import changed, differences, revision
from catalogue._domain.title import TitleId, added
from chassis.ids import from_bytes, new_id, to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from catalogue._adapters.mysql_references import Known
    from catalogue._adapters.mysql_told_parts import Rows
    from catalogue._domain.history import Revision
    from catalogue._domain.matching import Match
    from catalogue._domain.record import TitleRecord, ToldPart
    from catalogue._domain.title import Title
    from chassis.events import Event
    from chassis.mysql import Database, Transaction

IMPORTER = "import:{}"
_EXTERNAL_IDS = (
    "INSERT INTO title_external_ids (source, value, title_id, source_hash, created_at) VALUES (%s, %s, %s, %s, %s)"
    " ON DUPLICATE KEY UPDATE source_hash = VALUES(source_hash)"
)


@dataclass(frozen=True, slots=True)
class Stored:
    """How many titles were new, different or the same, and which rows could not be taken."""

    outcome: Outcome
    rejected: tuple[Rejected, ...]


class RecordImport:
    """Stores batches of records of one source."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def store(self, source: str, records: Sequence[TitleRecord], at: datetime) -> Stored:
        """Store and publish what became of each. Raises `Unavailable` where a concurrent batch is in the way."""
        if not records:
            return Stored(Outcome(), ())
        by = IMPORTER.format(source)
        with self._database.read() as tx:
            plan = Plan.of(tx, source, records)
        known = store_named(self._database, [plan.to_write(each, by) for each in plan.matches], at, by)
        return first_come(self._database, lambda: self._store(plan, known, at, by))

    def _store(self, plan: Plan, known: Known, at: datetime, by: str) -> Stored:
        with self._database.transaction() as tx:
            lock_people(tx, known.people.values())
            titles = plan.lock(tx)
            plan = plan.anew(tx)  # a concurrent batch may have been first
            batch = _Batch(tx, plan, known, at, by)
            for each in plan.matches:
                batch.take(each, titles)
            outcome = batch.finish()
        return Stored(outcome, (*plan.rejected, *batch.rejected))


class _Batch:
    """What one transaction adds and changes."""

    def __init__(self, tx: Transaction, plan: Plan, known: Known, at: datetime, by: str) -> None:
        self._tx, self._plan, self._known, self._at, self._by = tx, plan, known, at, by
        self._added: list[tuple[Title, TitleRecord]] = []
        self._changed: list[tuple[Title, Title, list[ToldPart]]] = []
        self._told: dict[ToldPart, list[tuple[bytes, Rows]]] = {}
        self._ids: list[tuple[str, str, bytes, bytes | None, datetime]] = []
        self._unchanged = plan.same
        self.rejected: list[Rejected] = []

    def take(self, match: Match, titles: Mapping[bytes, Title]) -> None:
        """Add or change one title, as far as its record may."""
        record = self._plan.to_write(match, self._by)
        try:
            before = titles.get(match.key) if match.key else None
            if match.key is None:
                self._add(match, record)
            elif before is not None:  # else removed meanwhile: it stays so
                self._change(before, record, self._plan.parts[match.key])
        except RowRejected as refusal:
            self.rejected.append(Rejected(record.line, str(refusal)))

    def finish(self) -> Outcome:
        """Write what is new and different, with its history, its place in the search index and its events."""
        self._tx.many(INSERT_TITLE, [title_values(title) for title, _ in self._added])
        for name, (table, column) in LISTS.items():
            rows = chain.from_iterable(link_rows(title, name) for title, _ in self._added)
            self._tx.many(insert_link(table, column), list(rows))
        for before, after, _ in self._changed:
            self._update(before, after)
        self._tx.many(_EXTERNAL_IDS, self._ids)
        people = self._people()
        for part, told in self._told.items():
            write_parts(self._tx, part, told, self._at)
        record_history(self._tx, self._revisions())
        index_titles(self._tx, [to_bytes(title.id) for title in self._after()])
        index_people(self._tx, people)
        self._tx.save(*self._events())
        return Outcome(len(self._added), len(self._changed), self._unchanged)

    def _add(self, match: Match, record: TitleRecord) -> None:
        facts = new_facts(record)
        if match.parent:
            facts = replace(facts, parent_id=TitleId(from_bytes(match.parent)))
        title = added(TitleId(record.id or new_id(self._at)), facts, self._at)
        self._added.append((title, record))
        for part in record.parts():
            self._told.setdefault(part, []).append((to_bytes(title.id), told_rows(record, part, self._known)))
        self._remember(record, title, facts.external_ids)

    def _change(self, before: Title, record: TitleRecord, held: Mapping[ToldPart, Rows]) -> None:
        key = to_bytes(before.id)
        facts = merged(before.facts, record, self._plan.told[key], self._by)
        told = {part: told_rows(record, part, self._known) for part in record.parts()}
        parts = [part for part, rows in told.items() if differ(part, held.get(part, ()), rows)]
        for part in parts:
            self._told.setdefault(part, []).append((key, told[part]))
        own = self._plan.source
        fresh = {name: value for name, value in facts.external_ids.items() if name not in before.facts.external_ids}
        if record.external_ids.get(own) == facts.external_ids.get(own):
            fresh |= {name: value for name, value in record.external_ids.items() if name == own}
        self._remember(record, before, fresh)
        if parts or differences(before.facts, facts):
            self._changed.append((before, changed(before, facts, self._at), parts))
        else:
            self._unchanged += 1

    def _remember(self, record: TitleRecord, title: Title, pairs: Mapping[str, str]) -> None:
        for source, value in pairs.items():
            heard = record.source_hash if source == self._plan.source else None
            self._ids.append((source, value, to_bytes(title.id), heard, naive(self._at)))

    def _update(self, before: Title, after: Title) -> None:
        key = to_bytes(after.id)
        self._tx.run(UPDATE_TITLE, (*title_values(after)[1:], key))
        for name in set(LISTS) & set(differences(before.facts, after.facts)):
            replace_links(self._tx, *LISTS[name], link_rows(after, name), key)

    def _people(self) -> set[bytes]:
        """Whose credits come or go."""
        told = self._told.get("credits", ())
        gone = (self._plan.parts.get(key, {}).get("credits", ()) for key, _ in told)
        return {row[1] for rows in (*(rows for _, rows in told), *gone) for row in rows}

    def _after(self) -> list[Title]:
        return [*(title for title, _ in self._added), *(after for _, after, _ in self._changed)]

    def _revisions(self) -> list[Revision]:
        fresh = [revision(None, title, self._by) for title, _ in self._added]
        return [
            *fresh,
            *(revision(before, after, self._by, [*map(FieldChange, parts)]) for before, after, parts in self._changed),
        ]

    def _events(self) -> list[Event]:
        fresh = [title_was_added(title, record.keywords or ()) for title, record in self._added]
        for before, after, parts in self._changed:
            fields = [*differences(before.facts, after.facts), *parts]
            fresh.append(title_was_changed(after, fields, read_part(self._tx, to_bytes(after.id), "keywords")))
        return fresh
