"""Imported series in MySQL: one transaction for a series with its seasons and episodes.

A series is found again by its source's number, a season and an episode by theirs under what they belong to; a repeated
import therefore changes nothing. Only what the source tells is written: the rest of a title stays as it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from catalogue._adapters.mysql_history import record
from catalogue._adapters.mysql_import import Outcome
from catalogue._adapters.mysql_locks import locks_of
from catalogue._adapters.mysql_names import index_titles
from catalogue._adapters.mysql_parts import read_part
from catalogue._adapters.mysql_rows import (
    COLUMNS,
    INSERT_TITLE,
    LISTS,
    UPDATE_TITLE,
    link_rows,
    lists_of,
    naive,
    replace_links,
    title_from,
    title_values,
)
from catalogue._adapters.mysql_vocabulary import store_words
from catalogue._domain.facts import title_was_added, title_was_changed
from catalogue._domain.lock import keeping
from catalogue._domain.thing import changed, differences, revision
from catalogue._domain.title import Title, TitleFacts, TitleId, added
from catalogue._domain.tmdb_series import SOURCE
from chassis.ids import new_id, to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from catalogue._domain.lock import Lock
    from catalogue._domain.title import Kind
    from catalogue._domain.tmdb_series import Part, Series
    from chassis.events import Event
    from chassis.mysql import Database, Transaction

IMPORTER = f"import:{SOURCE}"
_KNOWN = "SELECT title_id, source_hash FROM title_external_ids WHERE source = %s AND value = %s FOR UPDATE"
_REMEMBER = (
    "INSERT INTO title_external_ids (source, value, title_id, source_hash, created_at) VALUES (%s, %s, %s, %s, %s)"
    " ON DUPLICATE KEY UPDATE source_hash = VALUES(source_hash)"
)
_ONE = f"SELECT {COLUMNS} FROM titles WHERE id = %s FOR UPDATE"  # noqa: S608 - constants
_UNDER = f"SELECT {COLUMNS} FROM titles WHERE parent_id = %s AND removed_at IS NULL ORDER BY number FOR UPDATE"  # noqa: S608


class SeriesImport:
    """Stores series."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def store(self, series: Sequence[Series], at: datetime) -> Outcome:
        """Store and publish what became of each title. Raises `Unavailable` where another import is in the way."""
        outcomes = [self._database.retry(lambda each=each: self._store(each, at)) for each in series]  # type: ignore[misc]
        return Outcome(*(sum(getattr(each, name) for each in outcomes) for name in ("added", "changed", "unchanged")))

    def _store(self, series: Series, at: datetime) -> Outcome:
        with self._database.transaction() as tx:
            store_words(tx, "genres", series.genre_names, naive(at))
            known = tx.one(_KNOWN, (SOURCE, str(series.number)))
            writer = _Writer(tx, at)
            if known and known["source_hash"] == series.source_hash:
                return Outcome(unchanged=1 + sum(1 + len(season.parts) for season in series.seasons))
            title = writer.series(series, known["title_id"] if known else None)
            if title is None:  # removed here: it stays so
                return Outcome(unchanged=1)
            for season, part in writer.under(title, "season", series.seasons):
                writer.under(season, "episode", part.parts)
            events = writer.finish()
            index_titles(tx, [to_bytes(title.id)])
            tx.run(_REMEMBER, (SOURCE, str(series.number), to_bytes(title.id), series.source_hash, naive(at)))
            tx.save(*events)
        return writer.outcome


class _Writer:
    """What one transaction adds and changes."""

    def __init__(self, tx: Transaction, at: datetime) -> None:
        self._tx, self._at = tx, at
        self._added: list[Title] = []
        self._changed: list[tuple[Title, Title]] = []
        self._unchanged = 0
        self._locks: dict[bytes, dict[str, Lock]] = {}

    @property
    def outcome(self) -> Outcome:
        return Outcome(len(self._added), len(self._changed), self._unchanged)

    def series(self, series: Series, known: bytes | None) -> Title | None:
        """The series as it is stored now; None where it was removed."""
        if known is None:
            return self._add("series", series.told)
        before = self._read(_ONE, known)[0]
        return None if before.removed_at else self._change(before, series.told)

    def under(self, parent: Title, kind: Kind, parts: Sequence[Part]) -> list[tuple[Title, Part]]:
        """Make what stands under `parent` what `parts` tell; each with its title."""
        held = {title.facts.number: title for title in self._read(_UNDER, to_bytes(parent.id))}
        place = {"parent_id": parent.id}
        return [
            (
                self._change(held[part.number], part.told)
                if part.number in held
                else self._add(kind, {**place, "number": part.number, "original_name": part.told["name"], **part.told}),
                part,
            )
            for part in parts
        ]

    def finish(self) -> list[Event]:
        """Write what is new and different; the events that tell of it."""
        self._tx.many(INSERT_TITLE, [title_values(title) for title in self._added])
        for before, after in self._changed:
            self._tx.run(UPDATE_TITLE, (*title_values(after)[1:], to_bytes(after.id)))
            self._link(before, after)
        for title in self._added:
            self._link(None, title)
        record(self._tx, [revision(None, title, IMPORTER) for title in self._added])
        record(self._tx, [revision(before, after, IMPORTER) for before, after in self._changed])
        return [*map(title_was_added, self._added), *(self._told(*pair) for pair in self._changed)]

    def _told(self, before: Title, after: Title) -> Event:
        keywords = read_part(self._tx, to_bytes(after.id), "keywords")
        return title_was_changed(after, differences(before.facts, after.facts), keywords)

    def _read(self, sql: str, key: bytes) -> list[Title]:
        rows = self._tx.all(sql, (key,))
        self._locks |= locks_of(self._tx, [row["id"] for row in rows])
        lists = lists_of(self._tx, [row["id"] for row in rows])
        return [title_from(row, lists[row["id"]]) for row in rows]

    def _add(self, kind: Kind, told: Mapping[str, Any]) -> Title:
        title = added(TitleId(new_id(self._at)), TitleFacts(kind=kind, **told), self._at)
        self._added.append(title)
        return title

    def _change(self, before: Title, told: Mapping[str, Any]) -> Title:
        facts = keeping(before.facts, replace(before.facts, **told), self._locks[to_bytes(before.id)])
        if not differences(before.facts, facts):
            self._unchanged += 1
            return before
        after = changed(before, facts, self._at)
        self._changed.append((before, after))
        return after

    def _link(self, before: Title | None, after: Title) -> None:
        for field, (table, column) in LISTS.items():
            if getattr(after.facts, field) != (getattr(before.facts, field) if before else ()):
                replace_links(self._tx, table, column, link_rows(after, field), to_bytes(after.id))
