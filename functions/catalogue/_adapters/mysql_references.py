"""People, companies and words that records name, each found by its own id or by one of another system's, else added.

One transaction, complete in itself. Two batches that add the same person at once: the second waits for the first, is
told of the duplicate and begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from catalogue._adapters.mysql_external_ids import IN_ROW
from catalogue._adapters.mysql_history import record
from catalogue._adapters.mysql_rows import naive
from catalogue._adapters.mysql_vocabulary import store_keywords, store_words
from catalogue._domain.company import CompanyFacts
from catalogue._domain.person import PersonFacts
from catalogue._domain.thing import Thing, revision
from chassis.ids import from_bytes, new_id, to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from catalogue._domain.history import ThingKind
    from catalogue._domain.record import Pair, Reference, TitleRecord
    from chassis.mysql import Database, Transaction

T = TypeVar("T")


class _Kind(NamedTuple):
    kind: ThingKind
    table: str
    facts: type[Any]
    columns: tuple[str, ...]


_PEOPLE = _Kind("person", "people", PersonFacts, ("name", "gender", "known_for_department"))
_COMPANIES = _Kind("company", "companies", CompanyFacts, ("name",))
_TRIES = 5
_HIGHEST_IN_ROW = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Known:
    """The catalogue's ids of what records name."""

    people: Mapping[Reference, bytes]
    companies: Mapping[Reference, bytes]
    keywords: Mapping[str, bytes]


def store_named(database: Database, records: Sequence[TitleRecord], at: datetime, by: str) -> Known:
    """Store what `records` name and the catalogue lacks. Raises `Unavailable` where others are in the way."""
    return first_come(database, lambda: _store(database, records, at, by))


def first_come(database: Database, work: Callable[[], T]) -> T:
    """`work()`, again where a concurrent batch was first to add the same, which will be found then."""
    from pymysql.err import IntegrityError  # noqa: PLC0415 - drivers load on first use

    for left in reversed(range(_TRIES)):
        try:
            return database.retry(work)
        except IntegrityError:
            if not left:
                raise
    raise AssertionError("unreachable")


def _store(database: Database, records: Sequence[TitleRecord], at: datetime, by: str) -> Known:
    people = {credit.person for each in records for credit in each.credits or ()}
    companies = {company for each in records for company, _ in each.companies or ()}
    languages = {tag for each in records for tag in each.told.get("spoken_languages", ())}
    with database.transaction() as tx:
        store_words(tx, "genres", {k: v for each in records for k, v in each.genre_names.items()}, naive(at))
        store_words(tx, "languages", dict.fromkeys(languages, ""), naive(at))
        known = Known(
            people=_ids(tx, _PEOPLE, people, at, by),
            companies=_ids(tx, _COMPANIES, companies, at, by),
            keywords=store_keywords(tx, {name for each in records for name in each.keywords or ()}, naive(at)),
        )
        tx.save()
    return known


def owners(tx: Transaction, kind: str, table: str, pairs: Iterable[Pair]) -> dict[Pair, bytes]:
    """Who carries these ids of other systems; `table` is where ids of `IN_ROW` lie, of things that have them there."""
    by_source: dict[str, set[str]] = {}
    for source, value in pairs:
        by_source.setdefault(source, set()).add(value)
    sql = f"SELECT source, value, {kind}_id AS owner FROM {kind}_external_ids WHERE source = %s AND value IN %s"  # noqa: S608
    found: dict[Pair, bytes] = {}
    for source, values in sorted(by_source.items()):
        if source == IN_ROW and table:
            numbers = [value for value in values if _in_row(value)]
            rows = tx.all(f"SELECT tmdb_id, id FROM {table} WHERE tmdb_id IN %s", (numbers,)) if numbers else []  # noqa: S608
            found |= {(source, str(row["tmdb_id"])): row["id"] for row in rows}
        else:
            found |= {(source, row["value"]): row["owner"] for row in tx.all(sql, (source, sorted(values)))}
    return found


def _in_row(value: str) -> bool:
    return value.isdigit() and str(int(value)) == value and int(value) <= _HIGHEST_IN_ROW


def _ids(tx: Transaction, kind: _Kind, wanted: Iterable[Reference], at: datetime, by: str) -> dict[Reference, bytes]:
    # in one order, so that batches side by side wait for each other instead of dead-locking
    sought = sorted(wanted, key=lambda each: (each.external_ids, each.id or ""))
    held = _existing(tx, kind.table, [each.id for each in sought if each.id])
    carriers = owners(tx, kind.kind, kind.table, [pair for each in sought for pair in each.external_ids])
    found: dict[Reference, bytes] = {}
    new: list[tuple[bytes, Reference]] = []
    for each in sought:
        own = to_bytes(each.id) if each.id else None
        carrier = own if own in held else next((carriers[pair] for pair in each.external_ids if pair in carriers), None)
        if carrier is None:
            carrier = own or to_bytes(new_id(at))
            new.append((carrier, each))
            held.add(carrier)
            carriers |= dict.fromkeys(each.external_ids, carrier)
        found[each] = carrier
    _add(tx, kind, new, at, by)
    return found


def _existing(tx: Transaction, table: str, ids: Sequence[str]) -> set[bytes]:
    keys = tuple(to_bytes(each) for each in ids)
    return {row["id"] for row in tx.all(f"SELECT id FROM {table} WHERE id IN %s", (keys,))} if keys else set()  # noqa: S608


def _add(tx: Transaction, kind: _Kind, new: Sequence[tuple[bytes, Reference]], at: datetime, by: str) -> None:
    when = naive(at)
    facts = [{"name": each.name, **dict(each.beside)} for _, each in new]
    inside = [dict(each.external_ids).get(IN_ROW, "") for _, each in new]
    names = ("id", "tmdb_id", *kind.columns, "version", "created_at", "updated_at")
    tx.many(
        f"INSERT INTO {kind.table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})",  # noqa: S608
        [
            (key, int(number) if _in_row(number) else None, *(told.get(name) for name in kind.columns), 1, when, when)
            for (key, _), told, number in zip(new, facts, inside, strict=True)
        ],
    )
    tx.many(
        f"INSERT INTO {kind.kind}_external_ids (source, value, {kind.kind}_id, created_at) VALUES (%s, %s, %s, %s)",  # noqa: S608
        [(*pair, key, when) for key, each in new for pair in each.external_ids if pair[0] != IN_ROW],
    )
    things = (_thing(kind, key, told, at) for (key, _), told in zip(new, facts, strict=True))
    record(tx, [revision(None, thing, by) for thing in things])


def _thing(kind: _Kind, key: bytes, told: Mapping[str, Any], at: datetime) -> Thing[Any]:
    facts = kind.facts(**{name: value for name, value in told.items() if name in kind.columns})
    return Thing(kind=kind.kind, id=from_bytes(key), facts=facts, version=1, created_at=at, updated_at=at)
