"""Everything about some things, in pages by id that hold no transaction open between them.

A page of titles is consistent: where a title changed while its parts were read, the page is read again. From page to
page time goes on, so an export tells each thing as it was at some moment while the export ran.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from catalogue._adapters.mysql_collections import OpenCollections
from catalogue._adapters.mysql_companies import OpenCompanies
from catalogue._adapters.mysql_people import OpenPeople
from catalogue._adapters.mysql_rows import COLUMNS, lists_of, title_from
from catalogue._adapters.mysql_told_parts import read_parts
from catalogue._domain.exports import Whole, collection_record, company_record, person_record, title_record
from chassis.errors import Unavailable
from chassis.ids import from_bytes, to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from catalogue._adapters.mysql_things import OpenThings
    from catalogue._adapters.mysql_told_parts import Parts
    from catalogue._domain.thing import Thing
    from chassis.mysql import Database, Transaction

_TITLES = f"SELECT {COLUMNS} FROM titles WHERE removed_at IS NULL AND id > %s ORDER BY id LIMIT %s"  # noqa: S608
_VERSIONS = "SELECT id, version FROM titles WHERE id IN %s"
_PARENTS = "SELECT title_id, source, value FROM title_external_ids WHERE title_id IN %s ORDER BY source"
_GENRES = "SELECT slug, name FROM genres WHERE slug IN %s"
_KEYWORDS = "SELECT id, name FROM keywords WHERE id IN %s"
_TRIES = 5


class _Things(NamedTuple):
    open: type[OpenThings[Any]]
    record: Callable[[Thing[Any]], dict[str, Any]]


_KINDS: Mapping[Whole, _Things] = {
    "people": _Things(OpenPeople, person_record),
    "companies": _Things(OpenCompanies, company_record),
    "collections": _Things(OpenCollections, collection_record),
}


class Export:
    """Reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, kind: Whole, after: str | None, limit: int) -> list[dict[str, Any]]:
        """At most `limit` records after an id, in the order of ids. Raises `Unavailable` where titles never rest."""
        key = to_bytes(after) if after else b""
        if kind == "titles":
            return self._titles(key, limit)
        things = _KINDS[kind]
        with self._database.read() as tx:
            return [things.record(each) for each in things.open(tx).after(key, limit)]

    def _titles(self, after: bytes, limit: int) -> list[dict[str, Any]]:
        for _ in range(_TRIES):
            with self._database.read() as tx:
                rows = tx.all(_TITLES, (after, limit))
                records = _records(tx, rows)
                keys = tuple(row["id"] for row in rows)
                now = {row["id"]: row["version"] for row in tx.all(_VERSIONS, (keys,))} if keys else {}
            if now == {row["id"]: row["version"] for row in rows}:
                return records
        raise Unavailable("titles change faster than a page of them can be read")


def _records(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    keys = [row["id"] for row in rows]
    lists, parts = lists_of(tx, keys), read_parts(tx, keys)
    titles = [title_from(row, lists[row["id"]]) for row in rows]
    names = _names(tx, _GENRES, "slug", {slug for title in titles for slug in title.facts.genres})
    keywords = _names(tx, _KEYWORDS, "id", {key for each in parts.values() for (key,) in each.get("keywords", ())})
    people = _named(OpenPeople(tx), _column(parts, "credits", 1))
    companies = _named(OpenCompanies(tx), _column(parts, "companies", 0))
    above = _external_ids(tx, {to_bytes(each.facts.parent_id) for each in titles if each.facts.parent_id})
    return [
        title_record(
            title,
            genres=[names[slug] for slug in title.facts.genres],
            parent=above.get(title.facts.parent_id or ""),
            credits=[(people[row[1]], row) for row in parts[key].get("credits", ()) if row[1] in people],
            companies=[(companies[k], role) for k, role in parts[key].get("companies", ()) if k in companies],
            keywords=[keywords[k] for (k,) in parts[key].get("keywords", ())],
            texts=parts[key],
        )
        for key, title in zip(keys, titles, strict=True)
    ]


def _column(parts: Parts, part: Any, place: int) -> set[bytes]:
    return {row[place] for each in parts.values() for row in each.get(part, ())}


def _names(tx: Transaction, sql: str, key: str, wanted: Iterable[Any]) -> dict[Any, str]:
    keys = tuple(wanted)
    return {row[key]: row["name"] for row in tx.all(sql, (keys,))} if keys else {}


def _named(things: OpenThings[Any], keys: Iterable[bytes]) -> dict[bytes, Thing[Any]]:
    """People or companies that still exist, by id."""
    return {to_bytes(each.id): each for each in things.among(tuple(keys))}


def _external_ids(tx: Transaction, keys: Iterable[bytes]) -> dict[str, dict[str, Any]]:
    wanted = tuple(keys)
    found: dict[str, dict[str, Any]] = {from_bytes(key): {"id": from_bytes(key)} for key in wanted}
    for row in tx.all(_PARENTS, (wanted,)) if wanted else ():
        found[from_bytes(row["title_id"])].setdefault("external_ids", {})[row["source"]] = row["value"]
    return found
