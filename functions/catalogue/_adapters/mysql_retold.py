"""Titles that show something which is now another (a name), or nobody any more: their next versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue._adapters.mysql_history import record
from catalogue._adapters.mysql_parts import read_part
from catalogue._adapters.mysql_rows import COLUMNS, UPDATE_TITLE, lists_of, title_from, title_values
from catalogue._domain.facts import title_was_changed
from catalogue._domain.history import FieldChange
from catalogue._domain.thing import changed, revision
from chassis.ids import to_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from catalogue._domain.title import Title
    from chassis.events import Event
    from chassis.mysql import Transaction

_TITLES = f"SELECT {COLUMNS} FROM titles WHERE id IN %s AND removed_at IS NULL ORDER BY id FOR UPDATE"  # noqa: S608
_SHOWN_BY = {
    "credits": ("credits", "person_id"),
    "companies": ("title_companies", "company_id"),
    "keywords": ("title_keywords", "keyword_id"),
}


def locked_titles(tx: Transaction, ids: tuple[bytes, ...]) -> list[Title]:
    """The titles that still exist, locked in the order of their ids."""
    rows = tx.all(_TITLES, (ids,)) if ids else []
    lists = lists_of(tx, [row["id"] for row in rows])
    return [title_from(row, lists[row["id"]]) for row in rows]


def retold(tx: Transaction, part: str, shown: Sequence[bytes], at: datetime, by: str) -> list[Event]:
    """The next version of every title with one of `shown` in its `part`: its readers must not keep the old one."""
    if not shown:
        return []
    table, column = _SHOWN_BY[part]
    sql = f"SELECT DISTINCT title_id FROM {table} WHERE {column} IN %s"  # noqa: S608 - constants
    ids = tuple(row["title_id"] for row in tx.all(sql, (tuple(shown),)))
    return [retell(tx, title, [FieldChange(part)], at, by)[1] for title in locked_titles(tx, ids)]


def retell(
    tx: Transaction, before: Title, changes: Sequence[FieldChange], at: datetime, by: str
) -> tuple[Title, Event]:
    """The next version of a locked title, of whose parts `changes` tell: `keywords`, or one entry as `credits.<id>`."""
    after = changed(before, before.facts, at)
    tx.run(UPDATE_TITLE, (*title_values(after)[1:], to_bytes(after.id)))
    record(tx, [revision(before, after, by, changes)])
    parts = sorted({each.field.partition(".")[0] for each in changes})
    return after, title_was_changed(after, parts, read_part(tx, to_bytes(after.id), "keywords"))
