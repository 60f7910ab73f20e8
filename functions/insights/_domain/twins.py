"""A table's twin in ClickHouse: its columns, and Debezium's JSON values as Python values of their types."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from uuid import UUID

from chassis.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from insights._domain.changes import Change

VERSION, DELETED = "cdc_version", "cdc_deleted"
"""The twin's own columns, after those of the table."""


class RowMisfit(Invalid):
    """A row and its twin do not agree: an unknown column, or a value that is not of the column's type."""


class TwinMissing(Invalid):
    """A table of the source has no table in ClickHouse."""


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value


def _uuid(value: Any) -> UUID:
    return UUID(bytes=base64.b64decode(value, validate=True))


def _date(value: Any) -> date:
    return date.fromisoformat(value.removesuffix("Z"))


def _instant(value: Any) -> datetime:
    instant = datetime.fromisoformat(value)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _unsigned(value: Any) -> int:
    """A BIGINT UNSIGNED arrives as a signed 64-bit number: what is above 2⁶³ has wrapped round."""
    return int(value) % (1 << 64)


_READERS: dict[str, Callable[[Any], Any]] = {
    "UUID": _uuid,
    "FixedString": lambda value: base64.b64decode(value, validate=True),
    "Date32": _date,
    "DateTime64": _instant,
    "Decimal": Decimal,
    "String": _text,
    "UInt8": int, "UInt16": int, "UInt32": int, "UInt64": _unsigned,
    "Int8": int, "Int16": int, "Int32": int, "Int64": int,
    "Float32": float, "Float64": float,
}  # fmt: skip
"""By ClickHouse's type without its arguments: a binary arrives in Base64, a decimal as text, an instant in ISO 8601."""

_EMPTY: dict[str, Any] = {
    "UUID": UUID(int=0),
    "FixedString": b"",
    "String": "",
    "Date32": date(1970, 1, 1),
    "DateTime64": datetime(1970, 1, 1, tzinfo=UTC),
    "Decimal": Decimal(0),
}
"""ClickHouse's own default of each type, numbers' 0 aside."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A table of ClickHouse: column name → type as ClickHouse writes it, in the table's order."""

    name: str
    columns: Mapping[str, str]

    def values(self, change: Change) -> list[Any]:
        """The row in the twin's order; a column that it lacks gets its type's default. Raises `RowMisfit`."""
        unknown = set(change.row) - set(self.columns)
        if unknown:
            raise RowMisfit(f"{self.name} has no column {', '.join(sorted(unknown))}: add it by a migration")
        own = {VERSION: change.version, DELETED: int(change.deleted)}
        row = {**change.row, **own}
        return [self._value(name, kind, row) for name, kind in self.columns.items()]

    def _value(self, name: str, kind: str, row: Mapping[str, Any]) -> Any:
        bare = kind.removeprefix("Nullable(")
        reader = bare.partition("(")[0].rstrip(")")
        if name not in row:  # dropped at the source before its twin
            return None if bare != kind else _EMPTY.get(reader, 0)
        if row[name] is None and bare != kind:
            return None
        try:
            return _READERS[reader](row[name])
        except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
            shown = str(row[name])[:80]
            raise RowMisfit(f"{self.name}.{name} is {kind}, and the value {shown!r} is not") from error
