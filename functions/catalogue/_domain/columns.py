"""Reading the cells of a source's table: text to typed values, each refusal naming the column.

An empty cell means "not known" wherever a value may be unknown.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHOWN = 40


class RowRejected(ValueError):
    """A row that cannot be taken; the text says which column and why."""


def text(cells: Mapping[str, Any], name: str, most: int) -> str:
    """A text of at most `most` characters, without outer blanks."""
    value = cells.get(name)
    if not isinstance(value, str):
        raise RowRejected(f"{name}: missing")
    return _storable(value, most, name)


def _storable(value: str, most: int, where: str) -> str:
    value = value.strip()
    if len(value) > most:
        raise RowRejected(f"{where}: {len(value)} characters, at most {most} fit")
    if not value.isascii() and _SURROGATE.search(value):
        raise RowRejected(f"{where}: not UTF-8")
    return value


def required(cells: Mapping[str, Any], name: str, most: int) -> str:
    """A text that is not empty."""
    value = text(cells, name, most)
    if not value:
        raise RowRejected(f"{name}: empty")
    return value


def day(cells: Mapping[str, Any], name: str) -> date | None:
    """A date `YYYY-MM-DD`."""
    value = text(cells, name, 64)
    if not value:
        return None
    try:
        return date.fromisoformat(value if _DATE.fullmatch(value) else "")
    except ValueError:
        raise RowRejected(f"{name}: {value!r} is no date YYYY-MM-DD") from None


def number(cells: Mapping[str, Any], name: str, *, least: int = 0, most: int = 2**32 - 1) -> int | None:
    """A whole number in bounds; `162.0` counts as one."""
    value = decimal(cells, name, most=most)
    if value is None:
        return None
    if value != int(value) or value < least:
        raise RowRejected(f"{name}: {value} is no whole number from {least}")
    return int(value)


def decimal(cells: Mapping[str, Any], name: str, *, most: int) -> Decimal | None:
    """A number from 0 to `most`."""
    value = text(cells, name, 64)
    if not value:
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        raise RowRejected(f"{name}: {value!r} is no number") from None
    if not (found.is_finite() and 0 <= found <= most):
        raise RowRejected(f"{name}: {value} leaves 0..{most}")
    return found


def objects(cells: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """A JSON array of objects."""
    value = cells.get(name)
    try:
        found = json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError) as error:
        raise RowRejected(f"{name}: not JSON ({error})") from None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise RowRejected(f"{name}: not a JSON array of objects")
    return found


def member(item: Mapping[str, Any], name: str, kind: type, where: str) -> Any:
    """A member of a JSON object, of exactly this type."""
    value = item.get(name)
    if type(value) is not kind:
        raise RowRejected(f"{where}.{name}: {str(value)[:_SHOWN]!r} is no {kind.__name__}")
    return value


def counted(item: Mapping[str, Any], name: str, where: str) -> int:
    """A whole number that an unsigned 32-bit column holds."""
    value: int = member(item, name, int, where)
    if not 0 <= value < 2**32:
        raise RowRejected(f"{where}.{name}: {value} leaves 0..4294967295")
    return value


def fitting(item: Mapping[str, Any], name: str, most: int, where: str) -> str:
    """A text member of at most `most` characters."""
    return _storable(member(item, name, str, where), most, f"{where}.{name}")


def once(values: Iterable[str]) -> tuple[str, ...]:
    """Each value once, in the order of first appearance."""
    return tuple(dict.fromkeys(values))


def slug(name: str, where: str) -> str:
    """`Science Fiction` → `science-fiction`; raises where nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    found = "-".join(re.findall(r"[a-z0-9]+", plain))
    if not found:
        raise RowRejected(f"{where}: {name!r} has no letter that an address can carry")
    return found
