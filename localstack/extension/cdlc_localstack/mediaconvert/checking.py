"""Compares a document with a table of what is carried out; every difference is named by its path, as AWS names it.

A table is a dictionary per structure; what stands behind a name says which values are carried out. A setting that is
in no table is refused: silence would mean another result than on AWS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class OneOf:
    """Words that are carried out."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """A number between two others, both included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a pattern; any text without one."""

    pattern: str = ".*"


@dataclass(frozen=True, slots=True)
class Many:
    """A list: what an item looks like, how many there may be."""

    item: Table
    least: int = 0
    most: int = 100


@dataclass(frozen=True, slots=True)
class Named:
    """Things by names of the caller's choice."""

    item: Table


Rule: TypeAlias = "OneOf | Within | Text | Many | Named | Table"
Table: TypeAlias = "dict[str, Rule] | Within | OneOf | Text"


def one_of(*values: str) -> OneOf:
    """Words that are carried out."""
    return OneOf(values)


def complaints(value: Any, rule: Rule, path: str = "") -> Iterator[str]:
    """`<path>: <what is wrong>` for each place of the document that is not carried out."""
    match rule:
        case dict():
            yield from _structure(value, rule, path)
        case Many():
            yield from _list(value, rule, path)
        case Named():
            for name, item in value.items() if isinstance(value, dict) else ():
                yield from complaints(item, rule.item, f"{path}/{name}")
        case _:
            if wrong := _plain(value, rule):
                yield f"{path}: {wrong}"


def _structure(value: Any, table: dict[str, Rule], path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path or '/'}: Should be of type object"
        return
    for name, item in value.items():
        place = f"{path}/{wire(name)}"
        if name not in table:
            yield f"{place}: not carried out by the local MediaConvert"
        elif item is not None:
            yield from complaints(item, table[name], place)


def _list(value: Any, rule: Many, path: str) -> Iterator[str]:
    if not isinstance(value, list) or not rule.least <= len(value) <= rule.most:
        yield f"{path}: Should be a list of {rule.least} to {rule.most} items"
        return
    for number, item in enumerate(value):
        yield from complaints(item, rule.item, f"{path}/{number}")


def _plain(value: Any, rule: OneOf | Within | Text) -> str | None:
    match rule:
        case OneOf(values):
            return (
                None if value in values else f"{value} is not carried out by the local MediaConvert, only {_or(values)}"
            )
        case Within(low, high):
            fits = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
            return None if fits else f"Should be a number from {low:g} to {high:g}"
        case Text(pattern):
            fits = isinstance(value, str) and re.fullmatch(pattern, value, re.DOTALL) is not None
            return None if fits else f"Should match pattern {pattern}"


def _or(values: tuple[str, ...]) -> str:
    return " or ".join(values)


def wire(name: str) -> str:
    """The name as AWS's JSON spells it: `OutputGroups` → `outputGroups`."""
    return name[:1].lower() + name[1:]
