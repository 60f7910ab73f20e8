"""The filter grammar of every list: comma = or, repeated = and, leading `-` = not, `a..b` = range.

A comma inside a value is percent-encoded twice, so that one encoding is left after the query string is read.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from catalogue._domain.refusals import MalformedFilter
from chassis.errors import FieldError

_RANGE = re.compile(r"(\d*)(\.\.)?(\d*)")


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One value of a repeated parameter: some of `values` applies or, if `negated`, none does."""

    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """A closed range of whole numbers; `None` = open at that end."""

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Order:
    """One key of a sort."""

    key: str
    descending: bool


def any_of(name: str, raw: Iterable[str]) -> tuple[AnyOf, ...]:
    """`["drama,comedy", "-horror"]` → (drama or comedy) and not horror. Raises `MalformedFilter` on an empty value."""
    return tuple(_clause(name, text) for text in raw)


def _clause(name: str, text: str) -> AnyOf:
    negated = text.startswith("-")
    values = tuple(unquote(value).strip() for value in text.removeprefix("-").split(","))
    if not all(values):
        raise _malformed(name, f"{text!r} has an empty value")
    return AnyOf(values, negated)


def number_range(name: str, text: str, *, low: int, high: int) -> Range:
    """`1990..1999`, `1990..`, `..1999` or `1994`, each bound within `low` and `high`. Raises `MalformedFilter`."""
    found = _RANGE.fullmatch(text)
    if found is None or not (found[1] or found[3]):
        raise _malformed(name, f"{text!r} is neither a number nor a range such as 1990..1999")
    start = int(found[1]) if found[1] else None
    end = int(found[3]) if found[3] else (None if found[2] else start)
    if any(bound is not None and not low <= bound <= high for bound in (start, end)):
        raise _malformed(name, f"{text!r} leaves {low}..{high}")
    if start is not None and end is not None and start > end:
        raise _malformed(name, f"{text!r} ends before it begins")
    return Range(start, end)


def sort_order(text: str, allowed: Sequence[str]) -> tuple[Order, ...]:
    """`-popularity,name` → two keys. Raises `MalformedFilter` on a key that is not allowed or comes twice."""
    orders = tuple(Order(key.removeprefix("-"), key.startswith("-")) for key in text.split(","))
    keys = [order.key for order in orders]
    if not set(keys) <= set(allowed) or len(set(keys)) < len(keys):
        raise _malformed("sort", f"{text!r}: use each of {', '.join(allowed)} at most once")
    return orders


def _malformed(name: str, detail: str, code: Literal["malformed"] = "malformed") -> MalformedFilter:
    return MalformedFilter(f"{name}: {detail}", errors=[FieldError(f"/query/{name}", code, detail)])
