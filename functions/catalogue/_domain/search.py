"""A search for titles as one value: what to match and in which order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from catalogue._domain.filters import AnyOf, Order, Range, any_of, number_range, sort_order
from catalogue._domain.refusals import MalformedFilter
from catalogue._domain.title import KINDS
from chassis.errors import FieldError

SORT_KEYS = ("popularity", "name", "release_date", "vote_average")
DEFAULT_SORT = "-popularity"
FIRST_YEAR, LAST_YEAR = 1870, 2200
MOST_WORDS = 8
LISTED_KINDS = ("film", "series")

_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleSearch:
    """Every condition must hold; `words` are prefixes of words of the name or the original name."""

    words: tuple[str, ...]
    kinds: tuple[AnyOf, ...]
    genres: tuple[AnyOf, ...]
    countries: tuple[AnyOf, ...]
    years: Range | None
    order: tuple[Order, ...]


def title_search(  # noqa: PLR0913 - one argument per query parameter
    *, query: str, kind: Sequence[str], genre: Sequence[str], country: Sequence[str], year: str | None, sort: str | None
) -> TitleSearch:
    """Read the query parameters. Raises `MalformedFilter` that names the parameter."""
    return TitleSearch(
        words=_words(query),
        kinds=_kinds(kind),
        genres=any_of("genre", genre),
        countries=_countries(country),
        years=None if year is None else number_range("year", year, low=FIRST_YEAR, high=LAST_YEAR),
        order=sort_order(DEFAULT_SORT if sort is None else sort, SORT_KEYS),
    )


def _words(query: str) -> tuple[str, ...]:
    """The first words of the query; punctuation separates, as the full-text index does."""
    return tuple(_WORD.findall(query.lower()))[:MOST_WORDS]


def _kinds(raw: Sequence[str]) -> tuple[AnyOf, ...]:
    """Films and series unless said: seasons and episodes are listed under their series."""
    clauses = any_of("kind", raw) or (AnyOf(LISTED_KINDS),)
    wrong = [value for clause in clauses for value in clause.values if value not in KINDS]
    if wrong:
        detail = f"{wrong[0]!r} is none of {', '.join(KINDS)}"
        raise MalformedFilter(f"kind: {detail}", errors=[FieldError("/query/kind", "malformed", detail)])
    return clauses


def _countries(raw: Sequence[str]) -> tuple[AnyOf, ...]:
    clauses = any_of("country", raw)
    wrong = [value for clause in clauses for value in clause.values if not _CODE.fullmatch(value)]
    if wrong:
        detail = f"{wrong[0]!r} is not an ISO 3166-1 alpha-2 code such as FR"
        raise MalformedFilter(f"country: {detail}", errors=[FieldError("/query/country", "malformed", detail)])
    return clauses
