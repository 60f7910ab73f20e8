"""Ids of other systems for many titles at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from catalogue._adapters.mysql_history import record
from catalogue._adapters.mysql_locks import locks_of
from catalogue._adapters.mysql_parts import read_part
from catalogue._adapters.mysql_references import first_come, owners
from catalogue._adapters.mysql_retold import locked_titles
from catalogue._adapters.mysql_rows import UPDATE_TITLE, naive, title_values
from catalogue._domain.facts import title_was_changed
from catalogue._domain.links import link
from catalogue._domain.thing import changed, revision
from chassis.ids import to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from catalogue._domain.batch import Rejected
    from catalogue._domain.links import Link
    from catalogue._domain.title import Title
    from chassis.events import Event
    from chassis.mysql import Database, Transaction

_ADD = "INSERT INTO title_external_ids (source, value, title_id, created_at) VALUES (%s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Linked:
    """How many titles got ids, how many links said nothing new, and how many mean no title of the catalogue."""

    changed: int
    unchanged: int
    without_title: int
    rejected: Sequence[Rejected]


class LinkImport:
    """Stores batches of links."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def store(self, source: str, links: Sequence[Link], at: datetime) -> Linked:
        """Give the titles their ids and publish it. Raises `Unavailable` where others are in the way."""
        return first_come(self._database, lambda: self._store(f"import:{source}", links, at))

    def _store(self, by: str, links: Sequence[Link], at: datetime) -> Linked:
        with self._database.transaction() as tx:
            carriers = owners(tx, "title", "", {pair for each in links for pair in each.external_ids.items()})
            titles = {to_bytes(each.id): each for each in locked_titles(tx, tuple(set(carriers.values())))}
            locks = locks_of(tx, list(titles))
            done = link(links, carriers, titles, {key for key, held in locks.items() if "external_ids" in held})
            events = [_give(tx, titles[key], fresh, at, by) for key, fresh in done.fresh.items()]
            tx.save(*events)
        return Linked(len(events), done.unchanged, done.without_title, done.rejected)


def _give(tx: Transaction, before: Title, fresh: Mapping[str, str], at: datetime, by: str) -> Event:
    """The title with more ids, which are only ever added."""
    facts = replace(before.facts, external_ids={**before.facts.external_ids, **fresh})
    after = changed(before, facts, at)
    key = to_bytes(after.id)
    tx.run(UPDATE_TITLE, (*title_values(after)[1:], key))
    tx.many(_ADD, [(source, value, key, naive(at)) for source, value in fresh.items()])
    record(tx, [revision(before, after, by)])
    return title_was_changed(after, ["external_ids"], read_part(tx, key, "keywords"))
