"""Imported films in MySQL: many rows per statement, two short transactions per batch.

First what films refer to (complete in itself, so a batch that stops in between harms nothing), then the films with
their events. A film is found again by its source's number; a repeated batch therefore changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from catalogue._adapters.mysql_credits import imported_credits, insert_credits, replace_credits
from catalogue._adapters.mysql_history import record
from catalogue._adapters.mysql_locks import locks_of
from catalogue._adapters.mysql_names import index_people, index_titles, lock_people, raise_people
from catalogue._adapters.mysql_parts import read_part
from catalogue._adapters.mysql_retold import locked_titles, retold
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
from catalogue._adapters.mysql_vocabulary import store_references
from catalogue._domain.facts import title_was_added, title_was_changed
from catalogue._domain.history import FieldChange
from catalogue._domain.lock import keeping
from catalogue._domain.names import share
from catalogue._domain.thing import changed, differences, revision
from catalogue._domain.title import Title, TitleFacts, TitleId, added
from catalogue._domain.tmdb import SOURCE
from chassis.ids import new_id, to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from datetime import datetime
    from decimal import Decimal

    from catalogue._adapters.mysql_vocabulary import References
    from catalogue._domain.film import Film
    from chassis.events import Event
    from chassis.mysql import Database, Transaction

_EXTERNAL_ID = (
    "INSERT INTO title_external_ids (source, value, title_id, source_hash, created_at) VALUES (%s, %s, %s, %s, %s)"
)
IMPORTER = f"import:{SOURCE}"
"""Who changed it, in the history."""
_HEARD = "UPDATE title_external_ids SET source_hash = %s WHERE source = %s AND value = %s"


_ONLY = {"title_companies": " AND role = 'production'"}
"""The entries that a film tells of; others were entered by hand and stay."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many films were new, different, or the same after all."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


class FilmImport:
    """Stores batches of films."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hashes(self, numbers: Iterable[int]) -> dict[int, bytes]:
        """What the source said last, by the film's number; films that the catalogue lacks are absent."""
        with self._database.read() as tx:
            return {number: row["source_hash"] for number, row in _known(tx, numbers).items()}

    def store(self, films: Sequence[Film], at: datetime) -> Outcome:
        """Store `films`, publish what became of them. Raises `Unavailable` where a concurrent batch is in the way."""
        if not films:
            return Outcome()
        references = self._database.retry(lambda: self._store_references(films, at))
        return self._database.retry(lambda: self._store_films(films, references, at))

    def _store_references(self, films: Sequence[Film], at: datetime) -> References:
        with self._database.transaction() as tx:
            references = store_references(tx, films, naive(at))
            events = [
                *retold(tx, "credits", references.renamed_people, at, IMPORTER),
                *retold(tx, "companies", references.renamed_companies, at, IMPORTER),
            ]
            tx.save(*events)
        return references

    def _store_films(self, films: Sequence[Film], references: References, at: datetime) -> Outcome:
        with self._database.transaction() as tx:
            lock_people(tx, references.people.values())
            known = _known(tx, [film.number for film in films])
            there = {known[film.number]["title_id"]: film for film in films if film.number in known}
            titles = locked_titles(tx, tuple(there))  # without removed titles, which stay removed
            batch = _Batch(tx, references, at)
            added = batch.add([film for film in films if film.number not in known])
            locks = locks_of(tx, [to_bytes(title.id) for title in titles])
            changes = [batch.change(title, there[to_bytes(title.id)], locks[to_bytes(title.id)]) for title in titles]
            told = [event for event in changes if event is not None]
            index_titles(tx, [to_bytes(event.subject) for event in (*added, *told)])
            batch.index_people([film for film in films if film.number not in known], there.values())
            tx.save(*added, *told)
        return Outcome(len(added), len(told), len(there) - len(told))


class _Batch:
    """The films of one transaction."""

    def __init__(self, tx: Transaction, references: References, at: datetime) -> None:
        self._tx, self._references, self._at, self._when = tx, references, at, naive(at)
        self._moved: set[bytes] = set()

    def add(self, films: Sequence[Film]) -> list[Event]:
        """Store new films, some statements for all of them."""
        titles = [(added(TitleId(new_id(self._at)), film.facts, self._at), film) for film in films]
        self._tx.many(INSERT_TITLE, [title_values(title) for title, _ in titles])
        for name, (table, column) in LISTS.items():
            rows = chain.from_iterable(link_rows(title, name) for title, _ in titles)
            self._tx.many(insert_link(table, column), list(rows))
        owned = [(to_bytes(title.id), film) for title, film in titles]
        self._tx.many(
            _EXTERNAL_ID, [(SOURCE, str(film.number), owner, film.source_hash, self._when) for owner, film in owned]
        )
        for table, (column, entries) in self._links.items():
            links = [(owner, entry, place) for owner, film in owned for place, entry in enumerate(entries(film))]
            self._tx.many(insert_link(table, column), links)
        credited = [(owner, c) for owner, film in owned for c in imported_credits(film, self._references)]
        insert_credits(self._tx, credited, self._when)
        record(self._tx, [revision(None, title, IMPORTER) for title, _ in titles])
        return [title_was_added(title, film.keywords) for title, film in titles]

    def change(self, before: Title, film: Film, locked: Collection[str]) -> Event | None:
        """Make a title what the film says now, but for its `locked` fields; None where it is that already."""
        owner = to_bytes(before.id)
        facts = replace(film.facts, external_ids={**before.facts.external_ids, **film.facts.external_ids})
        facts = keeping(before.facts, facts, locked)
        fields = [*differences(before.facts, facts), *self._replace_parts(owner, film, locked)]
        self._tx.run(_HEARD, (film.source_hash, SOURCE, str(film.number)))
        if not fields:
            return None
        after = changed(before, facts, self._at)
        self._tx.run(UPDATE_TITLE, (*title_values(after)[1:], owner))
        parts = [FieldChange(name) for name in fields if name not in TitleFacts.__dataclass_fields__]
        record(self._tx, [revision(before, after, IMPORTER, parts)])
        for name in set(LISTS) & set(fields):
            replace_links(self._tx, *LISTS[name], link_rows(after, name), owner)
        return title_was_changed(after, fields, read_part(self._tx, owner, "keywords"))

    def _replace_parts(self, owner: bytes, film: Film, locked: Collection[str]) -> list[str]:
        """Make credits, companies and keywords the film's, but for `locked` ones; the names of those that differed."""
        credited, fields = imported_credits(film, self._references), list[str]()
        moved = set() if "credits" in locked else replace_credits(self._tx, owner, credited, self._when)
        if moved:
            self._moved |= moved
            fields.append("credits")
        for table, (column, entries) in self._links.items():
            if table.removeprefix("title_") in locked:
                continue
            only = _ONLY.get(table, "")
            sql = f"SELECT {column} AS entry FROM {table} WHERE title_id = %s{only} ORDER BY position"  # noqa: S608
            held, wanted = [row["entry"] for row in self._tx.all(sql, (owner,))], entries(film)
            if held != wanted:
                rows = [(owner, entry, place) for place, entry in enumerate(wanted)]
                replace_links(self._tx, table, column, rows, owner, only)
                fields.append(table.removeprefix("title_"))
        return fields

    def index_people(self, new: Iterable[Film], told: Iterable[Film]) -> None:
        """Let search find everybody of films that were here as popular as they are now, of new films as they became."""
        known = self._references.people
        anew = self._moved | {known[credit.person.number] for film in told for credit in film.credits}
        if anew:
            index_people(self._tx, anew)
        least: dict[bytes, Decimal] = {}
        for film in new:
            for credit in film.credits:
                key = known[credit.person.number]
                by_it = share(film.facts.popularity, credit.kind, credit.billing_order, credit.job)
                least[key] = max(least.get(key, by_it), by_it)
        raise_people(self._tx, {key: worth for key, worth in least.items() if key not in anew})

    @property
    def _links(self) -> dict[str, tuple[str, Callable[[Film], list[bytes]]]]:
        known = self._references
        return {
            "title_companies": ("company_id", lambda film: [known.companies[each.number] for each in film.companies]),
            "title_keywords": ("keyword_id", lambda film: [known.keywords[name] for name in film.keywords]),
        }


def _known(tx: Transaction, numbers: Iterable[int]) -> dict[int, dict[str, bytes]]:
    values = tuple(str(number) for number in numbers)
    sql = "SELECT value, title_id, source_hash FROM title_external_ids WHERE source = %s AND value IN %s"
    return {int(row["value"]): row for row in tx.all(sql, (SOURCE, values))} if values else {}
