"""The filter grammar of every list: comma = or, repeated = and, leading `-` = not, `a..b` = range.

A comma inside a value is percent-encoded twice, so that one encoding is left after the query string is read.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from catalogue._domain.refusals import MalformedFilter
from chassis.errors import FieldError


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One value of a repeated parameter: some of `values` applies or, if `negated`, none does."""

    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """A closed range of numbers or of dates; `None` = open at that end."""

    low: Any
    high: Any


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
        raise malformed(name, f"{text!r} has an empty value")
    return AnyOf(values, negated)


def range_of(name: str, text: str, read: Callable[[str], Any], *, low: Any, high: Any) -> Range:
    """`1990..1999`, `1990..`, `..1999` or `1994`, each bound by `read` and within `low` and `high`.

    Raises `MalformedFilter` where `read` raises `ValueError`, beyond the bounds, and for a range that ends too early.
    """
    first, dots, last = text.partition("..")
    try:
        start = read(first) if first else None
        end = read(last) if last else None if dots else start
    except ValueError:
        raise malformed(name, f"{text!r} is neither {low!s} nor a range such as {low!s}..{high!s}") from None
    if start is None and end is None:
        raise malformed(name, f"{text!r} has neither a beginning nor an end")
    if any(bound is not None and not low <= bound <= high for bound in (start, end)):
        raise malformed(name, f"{text!r} leaves {low!s}..{high!s}")
    if start is not None and end is not None and start > end:
        raise malformed(name, f"{text!r} ends before it begins")
    return Range(start, end)


def sort_order(text: str, allowed: Sequence[str]) -> tuple[Order, ...]:
    """`-popularity,name` → two keys. Raises `MalformedFilter` on a key that is not allowed or comes twice."""
    orders = tuple(Order(key.removeprefix("-"), key.startswith("-")) for key in text.split(","))
    keys = [order.key for order in orders]
    if not set(keys) <= set(allowed) or len(set(keys)) < len(keys):
        raise malformed("sort", f"{text!r}: use each of {', '.join(allowed)} at most once")
    return orders


def malformed(name: str, detail: str) -> MalformedFilter:
    """The refusal of a query parameter."""
    return MalformedFilter(f"{name}: {detail}", errors=[FieldError(f"/query/{name}", "malformed", detail)])
