"""A search for titles as one value: what to match and in which order."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

from catalogue._domain.filters import AnyOf, Order, Range, any_of, malformed, range_of, sort_order
from catalogue._domain.title import KINDS, Status
from chassis.ids import is_id

SORT_KEYS = (
    *("popularity", "name", "release_date", "vote_average", "vote_count", "runtime", "budget", "revenue"),
    *("added", "updated"),
)
DEFAULT_SORT = "-popularity"
FIRST_YEAR, LAST_YEAR = 1870, 2200
MOST_WORDS = 8
LISTED_KINDS = ("film", "series")
HAVING = (
    *("overview", "tagline", "homepage", "release_date", "runtime", "budget", "revenue", "votes"),
    *("cast", "crew", "keywords", "companies", "external_ids"),
)

_WORD = re.compile(r"[^\W_]+")
_WHOLE = re.compile(r"\d{1,18}")

Check = Callable[[str], bool]


def _one_of(values: Sequence[str]) -> tuple[Check, str]:
    return values.__contains__, f"one of {', '.join(values)}"


def _matching(pattern: str, example: str) -> tuple[Check, str]:
    return lambda value: re.fullmatch(pattern, value) is not None, example


_ID = (is_id, "an id of the catalogue")
_TEXT = (lambda value: len(value) <= 128, "a text of at most 128 characters")  # noqa: PLR2004 - as the columns are
CLAUSES: Mapping[str, tuple[Check, str]] = {
    "kind": _one_of(KINDS),
    "status": _one_of(get_args(Status)),
    "has": _one_of(HAVING),
    "genre": _matching(r"[a-z0-9]+(-[a-z0-9]+)*", "a slug such as science-fiction"),
    "country": _matching(r"[A-Z]{2}", "an ISO 3166-1 alpha-2 code such as FR"),
    "language": _matching(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a BCP 47 tag such as fr"),
    "spoken_language": _matching(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a BCP 47 tag such as fr"),
    "source": _matching(r"[a-z][a-z0-9_]{0,15}", "a source of external ids such as imdb"),
    "initial": _matching(r"\w", "a letter or a digit"),
    "keyword": _TEXT,
    "job": _TEXT,
    "department": _TEXT,
    "id": _ID,
    "parent": _ID,
    "company": _ID,
    "person": _ID,
    "cast": _ID,
    "crew": _ID,
    "director": _ID,
}
"""Parameters that take values: comma = or, repeated = and, leading `-` = not."""


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _decimal(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if not found.is_finite():
        raise ValueError(text)
    return found


_FIRST_DAY, _LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
RANGES: Mapping[str, tuple[Callable[[str], Any], Any, Any]] = {
    "year": (_whole, FIRST_YEAR, LAST_YEAR),
    "released": (date.fromisoformat, _FIRST_DAY, _LAST_DAY),
    "runtime": (_whole, 0, 100_000),
    "popularity": (_decimal, 0, 999_999),
    "vote_average": (_decimal, 0, 10),
    "vote_count": (_whole, 0, 2**32 - 1),
    "budget": (_whole, 0, 2**53),
    "revenue": (_whole, 0, 2**53),
    "number": (_whole, 0, 10_000),
    "added": (date.fromisoformat, _FIRST_DAY, _LAST_DAY),
    "updated": (date.fromisoformat, _FIRST_DAY, _LAST_DAY),
}
"""Parameters that take `a..b`, `a..`, `..b` or `a`; money in minor units, dates are days of UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleSearch:
    """Every condition must hold; `words` are prefixes of words of the name or the original name."""

    words: tuple[str, ...]
    clauses: tuple[tuple[str, AnyOf], ...]
    ranges: tuple[tuple[str, Range], ...]
    order: tuple[Order, ...]


def title_search(asked: Mapping[str, Any]) -> TitleSearch:
    """Read the query parameters; lists of texts for `CLAUSES`, texts else. Raises `MalformedFilter`.

    Films and series unless `kind` says otherwise: seasons and episodes are listed under their series.
    """
    clauses = [(name, clause) for name in CLAUSES for clause in _clauses(name, asked.get(name) or ())]
    if not any(name == "kind" for name, _ in clauses):
        clauses.append(("kind", AnyOf(LISTED_KINDS)))
    given = [(name, asked[name]) for name in RANGES if asked.get(name) is not None]
    ranges = [(name, _range(name, text)) for name, text in given]
    sort = asked.get("sort")
    return TitleSearch(
        words=_words(asked.get("query") or ""),
        clauses=tuple(clauses),
        ranges=tuple(ranges),
        order=sort_order(DEFAULT_SORT if sort is None else sort, SORT_KEYS),
    )


def _clauses(name: str, raw: Sequence[str]) -> tuple[AnyOf, ...]:
    check, wanted = CLAUSES[name]
    found = any_of(name, raw)
    wrong = [value for clause in found for value in clause.values if not check(value)]
    if wrong:
        raise malformed(name, f"{wrong[0]!r} is not {wanted}")
    return found


def _range(name: str, text: str) -> Range:
    read, low, high = RANGES[name]
    return range_of(name, text, read, low=low, high=high)


def _words(query: str) -> tuple[str, ...]:
    """The first words of the query; punctuation separates, as the full-text index does."""
    return tuple(_WORD.findall(query.lower()))[:MOST_WORDS]
