"""The parts that a reader may append to a title, each by one query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalogue._adapters.mysql_image_rows import images_of_title
from catalogue._adapters.mysql_releases import alternative_titles_of, releases_of
from catalogue._adapters.mysql_translations import translations_of
from catalogue._domain.person import PersonId
from catalogue._domain.views import CastCredit, Company, Country, Credits, CrewCredit
from chassis.ids import from_bytes as _id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from catalogue._domain.views import Part
    from chassis.mysql import Transaction

_CREDITS = """
SELECT c.id, c.person_id, p.name, c.kind, c.character_name, c.billing_order, c.department, c.job
FROM credits c JOIN people p ON p.id = c.person_id WHERE c.title_id = %s AND p.removed_at IS NULL
ORDER BY c.kind, c.billing_order, c.department, c.job, c.id
"""
_COMPANIES = """
SELECT k.id, k.name, t.role FROM title_companies t JOIN companies k ON k.id = t.company_id
WHERE t.title_id = %s AND k.removed_at IS NULL ORDER BY t.position, t.role DESC
"""
_COUNTRIES = """
SELECT k.code, k.name FROM title_countries t JOIN countries k ON k.code = t.country_code
WHERE t.title_id = %s ORDER BY t.position
"""
_KEYWORDS = """
SELECT k.name FROM title_keywords t JOIN keywords k ON k.id = t.keyword_id
WHERE t.title_id = %s ORDER BY t.position
"""


def read_part(tx: Transaction, title_id: bytes, part: Part) -> Any:
    """One part of a title, typed as `TitleView` has it."""
    return _READERS[part](tx, title_id)


def _credits(tx: Transaction, title_id: bytes) -> Credits:
    rows = tx.all(_CREDITS, (title_id,))
    return Credits(
        cast=tuple(_cast_credit(row) for row in rows if row["kind"] == "cast"),
        crew=tuple(
            CrewCredit(_id(row["id"]), PersonId(_id(row["person_id"])), row["name"], row["department"], row["job"])
            for row in rows
            if row["kind"] == "crew"
        ),
        guests=tuple(_cast_credit(row) for row in rows if row["kind"] == "guest"),
    )


def _cast_credit(row: Mapping[str, Any]) -> CastCredit:
    person_id = PersonId(_id(row["person_id"]))
    return CastCredit(_id(row["id"]), person_id, row["name"], row["character_name"], row["billing_order"])


def _companies(tx: Transaction, title_id: bytes) -> tuple[Company, ...]:
    return tuple(Company(_id(row["id"]), row["name"], row["role"]) for row in tx.all(_COMPANIES, (title_id,)))


def _countries(tx: Transaction, title_id: bytes) -> tuple[Country, ...]:
    return tuple(Country(row["code"], row["name"]) for row in tx.all(_COUNTRIES, (title_id,)))


def _keywords(tx: Transaction, title_id: bytes) -> tuple[str, ...]:
    return tuple(row["name"] for row in tx.all(_KEYWORDS, (title_id,)))


_READERS: dict[Part, Callable[[Transaction, bytes], Any]] = {
    "credits": _credits,
    "companies": _companies,
    "countries": _countries,
    "keywords": _keywords,
    "translations": translations_of,
    "alternative_titles": alternative_titles_of,
    "releases": releases_of,
    "images": images_of_title,
}
