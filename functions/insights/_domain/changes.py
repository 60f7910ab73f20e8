"""Debezium's row changes (JSON without schemas): `{before, after, source, op}` → which row of which table, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chassis.errors import Invalid
from insights._domain.positions import version

if TYPE_CHECKING:
    from collections.abc import Mapping

_AFTER = ("c", "u", "r")


class ChangeUnreadable(Invalid):
    """The record is not a row change of Debezium's."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row as it was left (or, deleted, as it was before), and the version of that statement."""

    schema: str
    table: str
    row: Mapping[str, Any]
    version: int
    deleted: bool

    @property
    def twin(self) -> str:
        """Name of the table's twin in ClickHouse."""
        return f"cdc_{self.schema}_{self.table}"


def change(value: Mapping[str, Any]) -> Change:
    """The change that a record's value says. Raises `ChangeUnreadable` or `PositionInvalid`.

    A changed key needs nothing of its own: Debezium says it as the old row's delete and the new row's insert.
    """
    source, operation = value.get("source"), value.get("op")
    if not isinstance(source, dict) or operation not in (*_AFTER, "d"):
        raise ChangeUnreadable(f"no row change: op {operation!r}, source {type(source).__name__}")
    side = "after" if operation in _AFTER else "before"
    row = value.get(side)
    if not isinstance(row, dict):
        raise ChangeUnreadable(f"op {operation!r} without its {side!r}: the source must log whole rows")
    return Change(str(source.get("db")), str(source.get("table")), row, version(source), operation == "d")
