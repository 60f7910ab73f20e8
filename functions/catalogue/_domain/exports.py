"""Exports: the daily one of ids, and that of everything.

The daily one: a file per kind of thing and day, one JSON object per line, gzip; what a system that mirrors the
catalogue reads first. Kept for three months.

That of everything: records as `import_records` and `import_things` take them; what is not known is left out.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, asdict, fields
from datetime import date
from typing import Any, Literal

from catalogue._domain.columns import slug
from catalogue._domain.company import CompanyRole
from catalogue._domain.thing import Thing
from catalogue._domain.title import Title
from chassis.ids import from_bytes

Whole = Literal["titles", "people", "companies", "collections"]
Records = list[dict[str, Any]]
PAGE_CHARACTERS, PAGE_RECORDS, READ_AT_ONCE = 2_000_000, 2000, 100
"""Lambda answers with at most 6 MB; the largest titles have some 100,000 characters."""
Rows = Sequence[tuple[Any, ...]]

Exported = Literal["titles", "people", "companies", "keywords"]
EXPORTED: tuple[Exported, ...] = ("titles", "people", "companies", "keywords")


def key(kind: Exported, day: date) -> str:
    """Where the file of a day lies in the bucket, and below `/exports/` at the edge."""
    return f"catalogue/{kind}-{day.isoformat()}.jsonl.gz"


def lines(things: Iterable[Mapping[str, Any]]) -> Iterable[bytes]:
    """Each thing as one line of JSON (UTF-8)."""
    for thing in things:
        yield json.dumps(thing, ensure_ascii=False, separators=(",", ":"), default=float).encode() + b"\n"


def person_record(person: Thing[Any]) -> dict[str, Any]:
    """A person by the names of `PersonFacts`."""
    return {"id": person.id, **_told(person.facts)}


def company_record(company: Thing[Any]) -> dict[str, Any]:
    """A company by the names of `CompanyFacts`."""
    return {"id": company.id, **_told(company.facts)}


def collection_record(collection: Thing[Any]) -> dict[str, Any]:
    """A collection with the ids of its titles, in their order."""
    return {"id": collection.id, **_told(collection.facts)}


def title_record(  # noqa: PLR0913 - a title has many parts
    title: Title,
    *,
    genres: Sequence[str],
    parent: Mapping[str, Any] | None,
    credits: Sequence[tuple[Thing[Any], tuple[Any, ...]]],  # noqa: A002 - the part's name
    companies: Sequence[tuple[Thing[Any], CompanyRole]],
    keywords: Sequence[str],
    texts: Mapping[Any, Rows],
) -> dict[str, Any]:
    """A title with its parts; rows are in the order of `mysql_told_parts`."""
    facts = {name: value for name, value in _told(title.facts).items() if name != "parent_id"}
    if genres:
        facts["genres"] = [_genre(*each) for each in zip(title.facts.genres, genres, strict=True)]
    found = {
        "parent": parent,
        "credits": [_credit(*each) for each in credits],
        "companies": [{**_reference(each), "role": role} for each, role in companies],
        "keywords": list(keywords),
        "translations": _dicts(texts.get("translations", ()), "language", "name", "overview", "tagline"),
        "alternative_titles": _dicts(texts.get("alternative_titles", ()), "country_code", "name", "kind"),
        "releases": _dicts(texts.get("releases", ()), "country_code", "type", "release_date", "certification", "note"),
    }
    return {"id": title.id, **facts, **{name: value for name, value in found.items() if value}}


def _genre(known: str, name: str) -> str:
    """The name, unless another slug would come of it."""
    return name if slug(name, "genres") == known else known


def _reference(thing: Thing[Any], *beside: str) -> dict[str, Any]:
    told = {name: getattr(thing.facts, name) for name in ("name", "external_ids", *beside)}
    return {"id": thing.id, **{name: value for name, value in told.items() if value}}


def _credit(person: Thing[Any], row: tuple[Any, ...]) -> dict[str, Any]:
    names = ("role", "character", "department", "job", "billing_order", "external_id")
    told = {name: value for name, value in zip(names, row[2:], strict=True) if value not in {None, ""}}
    return {"id": from_bytes(row[0]), "person": _reference(person, "gender", "known_for_department"), **told}


def _dicts(rows: Rows, *names: str) -> list[dict[str, Any]]:
    told = (zip(names, row, strict=True) for row in rows)
    return [{name: value for name, value in each if value not in {None, ""}} for each in told]


def _told(facts: Any) -> dict[str, Any]:
    """The facts that say something."""
    whole = asdict(facts)
    usual = {each.name: each.default for each in fields(facts) if each.default is not MISSING}
    return {name: value for name, value in whole.items() if value not in ((), {}) and value != usual.get(name, MISSING)}


def page_of(read: Callable[[str | None, int], list[dict[str, Any]]], after: str | None) -> tuple[Records, str | None]:
    """Records after an id until a page is full, and the id to go on after; `None` at the end."""
    found: Records = []
    size = 0
    while size < PAGE_CHARACTERS and len(found) < PAGE_RECORDS:
        some = read(found[-1]["id"] if found else after, READ_AT_ONCE)
        found += some
        size += sum(len(repr(each)) for each in some)
        if len(some) < READ_AT_ONCE:
            return found, None
    return found, found[-1]["id"]
