"""What a message of Debezium's says, and how its values are typed."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from insights._domain.changes import Change, ChangeUnreadable, change
from insights._domain.twins import RowMisfit, Twin

SOURCE = {"db": "catalogue", "table": "titles", "file": "binlog.000001", "pos": 4, "row": 0}


def message(operation: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, Any]:
    return {"op": operation, "before": before, "after": after, "source": SOURCE}


@pytest.mark.parametrize("operation", ["c", "u", "r"])
def test_inserts_updates_and_snapshots_leave_the_row_as_it_is_after(operation: str) -> None:
    said = change(message(operation, {"id": 1}, {"id": 2}))
    assert (said.row, said.deleted, said.twin) == ({"id": 2}, False, "cdc_catalogue_titles")


def test_a_delete_leaves_the_row_as_it_was() -> None:
    said = change(message("d", {"id": 1}, None))
    assert (said.row, said.deleted) == ({"id": 1}, True)


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"op": "c"},
        message("t", None, None),
        message("m", None, None),
        message("d", None, None),
        message("c", {"id": 1}, None),
    ],
)
def test_what_is_no_row_change_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(ChangeUnreadable):
        change(value)


def typed(kind: str, value: Any) -> Any:
    return Twin("cdc_t", {"x": kind}).values(Change("s", "t", {"x": value}, 1, deleted=False))[0]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("UUID", "n2lxf63ZR4m+yOL83YTvqw==", UUID("9f69717f-add9-4789-bec8-e2fcdd84efab")),
        ("FixedString(2)", "4OE=", b"\xe0\xe1"),
        ("Nullable(FixedString(2))", None, None),
        ("Date32", "1888-10-14Z", date(1888, 10, 14)),
        ("DateTime64(6, 'UTC')", "2026-11-22T14:26:44.1Z", datetime(2026, 11, 22, 14, 26, 44, 100000, tzinfo=UTC)),
        ("DateTime64(6, 'UTC')", "2026-11-22T14:26:44Z", datetime(2026, 11, 22, 14, 26, 44, tzinfo=UTC)),
        ("Decimal(12, 6)", "32.500001", Decimal("32.500001")),
        ("UInt64", -1, (1 << 64) - 1),
        ("Nullable(UInt32)", 7, 7),
        ("String", "", ""),
    ],
)
def test_values_become_those_of_the_column(kind: str, value: Any, expected: Any) -> None:
    assert typed(kind, value) == expected


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("UUID", "AA=="),
        ("UUID", 7),
        ("String", None),
        ("String", 7),
        ("UInt32", "x"),
        ("Date32", "soon"),
        ("Map(String, String)", {}),
    ],
)
def test_a_value_of_another_type_is_refused_by_name(kind: str, value: Any) -> None:
    with pytest.raises(RowMisfit, match=r"cdc_t\.x is "):
        typed(kind, value)
