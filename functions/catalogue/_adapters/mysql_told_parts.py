"""Parts of many titles at once, as rows without their title: read for exports and comparisons, written by imports."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC
from typing import TYPE_CHECKING, Any, NamedTuple

from catalogue._adapters.mysql_rows import naive
from chassis.ids import new_id, to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from catalogue._adapters.mysql_references import Known
    from catalogue._domain.record import TitleRecord, ToldCredit, ToldPart
    from chassis.mysql import Transaction

Rows = tuple[tuple[Any, ...], ...]
Parts = dict[bytes, dict["ToldPart", Rows]]


class _Table(NamedTuple):
    name: str
    columns: tuple[str, ...]
    order: str
    beside: str = ""
    """A column that the rows leave out: a place in the order, or the instant of the change."""


_TABLES: dict[ToldPart, _Table] = {
    "companies": _Table("title_companies", ("company_id", "role"), "position, role DESC", "position"),
    "keywords": _Table("title_keywords", ("keyword_id",), "position", "position"),
    "translations": _Table("title_translations", ("language", "name", "overview", "tagline"), "language", "updated_at"),
    "alternative_titles": _Table("alternative_titles", ("country_code", "name", "kind"), "position", "position"),
    "releases": _Table(
        "title_releases",
        ("country_code", "type", "release_date", "certification", "note"),
        "country_code, release_date, type",
    ),
}
_CREDIT = ("person_id", "kind", "character_name", "department", "job", "billing_order", "external_id")
_CREDITS = f"SELECT title_id, id, {', '.join(_CREDIT)} FROM credits WHERE title_id IN %s ORDER BY kind, billing_order, department, job, id"  # noqa: S608, E501
_INSERT_CREDIT = (
    f"INSERT INTO credits (id, title_id, {', '.join(_CREDIT)}, created_at, updated_at)"  # noqa: S608 - constants
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON DUPLICATE KEY UPDATE "
    + ", ".join(f"{name} = VALUES({name})" for name in (*_CREDIT, "updated_at"))
)


def read_parts(tx: Transaction, ids: Sequence[bytes]) -> Parts:
    """Every part of some titles, each in its order; credits as (id, person, …, external id)."""
    found: Parts = {key: {} for key in ids}
    if not ids:
        return found
    for part, table in _TABLES.items():
        sql = (
            f"SELECT title_id, {', '.join(table.columns)} FROM {table.name} WHERE title_id IN %s ORDER BY {table.order}"  # noqa: S608
        )
        _collect(found, part, tx.all(sql, (tuple(ids),)))
    _collect(found, "credits", tx.all(_CREDITS, (tuple(ids),)))
    return found


def _collect(found: Parts, part: ToldPart, rows: Sequence[Mapping[str, Any]]) -> None:
    lists: dict[bytes, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        lists[row["title_id"]].append(tuple(row.values())[1:])
    for key, values in lists.items():
        found[key][part] = tuple(values)


def told_rows(record: TitleRecord, part: ToldPart, known: Known) -> Rows:
    """A part that the record tells of, as `read_parts` has it, except that a credit may lack its id."""
    match part:
        case "credits":
            return tuple(_credit(each, known) for each in record.credits or ())
        case "companies":
            return tuple(dict.fromkeys((known.companies[each], role) for each, role in record.companies or ()))
        case "keywords":
            return tuple((known.keywords[name],) for name in record.keywords or ())
        case _:
            columns = _TABLES[part].columns
            rows = (tuple(getattr(each, name) for name in columns) for each in getattr(record, part) or ())
            return tuple(rows) if part == "alternative_titles" else tuple(sorted(rows, key=_order(part)))


def _order(part: ToldPart) -> Any:
    return (lambda row: (row[0], row[2], row[1])) if part == "releases" else (lambda row: row[0])


def _credit(told: ToldCredit, known: Known) -> tuple[Any, ...]:
    key = to_bytes(told.id) if told.id else None
    who = known.people[told.person]
    return (key, who, told.role, told.character, told.department, told.job, told.billing_order, told.external_id)


def differ(part: ToldPart, held: Rows, told: Rows) -> bool:
    """Whether the catalogue holds something else than what was told; the order of credits is their billing's."""
    if part != "credits":
        return held != told
    with_ids = all(row[0] for row in told)
    return {row if with_ids else row[1:] for row in held} != {row if with_ids else row[1:] for row in told}


def write_parts(tx: Transaction, part: ToldPart, told: Sequence[tuple[bytes, Rows]], at: datetime) -> None:
    """Make a part of titles exactly what was told of each."""
    if part == "credits":
        _write_credits(tx, told, at)
        return
    table = _TABLES[part]
    tx.run(f"DELETE FROM {table.name} WHERE title_id IN %s", (tuple(key for key, _ in told),))  # noqa: S608
    names = ("title_id", *table.columns, *((table.beside,) if table.beside else ()))
    sql = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608
    when = naive(at)
    rows = [(key, *row, place) for key, each in told for place, row in enumerate(each)]
    tx.many(
        sql, rows if table.beside == "position" else [(*row[:-1], *((when,) if table.beside else ())) for row in rows]
    )


def _write_credits(tx: Transaction, told: Sequence[tuple[bytes, Rows]], at: datetime) -> None:
    """A credit that its source tells again keeps its id; one that an export names takes the id from there."""
    for key, rows in told:
        ids, theirs = [row[0] for row in rows if row[0]], [row[-1] for row in rows]
        if ids or not rows:
            tx.run("DELETE FROM credits WHERE title_id = %s AND id NOT IN %s", (key, ids or [b""]))
        else:
            tx.run("DELETE FROM credits WHERE title_id = %s AND external_id NOT IN %s", (key, theirs))
    moment, when = at.astimezone(UTC), naive(at)
    stored = [(row[0] or to_bytes(new_id(moment)), key, *row[1:], when, when) for key, each in told for row in each]
    tx.many(_INSERT_CREDIT, stored)
