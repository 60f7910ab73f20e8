"""The version of a change grows with its place in the log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights._domain.positions import PositionInvalid, version

PLACES = st.tuples(st.integers(0, (1 << 20) - 1), st.integers(0, (1 << 32) - 1), st.integers(0, (1 << 12) - 1))


def at(file: int, position: int, row: int) -> int:
    return version({"file": f"binlog.{file:06}", "pos": position, "row": row})


@given(PLACES, PLACES)
def test_versions_are_ordered_as_places_are(one: tuple[int, int, int], other: tuple[int, int, int]) -> None:
    assert (at(*one) < at(*other)) == (one < other)


@given(PLACES)
def test_a_version_fits_64_bits(place: tuple[int, int, int]) -> None:
    assert 0 <= at(*place) < 1 << 64


def test_a_new_log_file_is_above_the_end_of_the_last() -> None:
    assert at(2, 4, 0) > at(1, (1 << 32) - 1, 4095)


@pytest.mark.parametrize("name", ["mysql-bin-changelog.000012", "binlog.000012", "host.example.bin.12"])
def test_the_file_s_number_is_what_follows_its_last_dot(name: str) -> None:
    assert version({"file": name, "pos": 4, "row": 0}) == at(12, 4, 0)


@pytest.mark.parametrize(
    "source",
    [
        {},
        {"file": "binlog", "pos": 4, "row": 0},
        {"file": None, "pos": 4, "row": 0},
        {"file": "binlog.000001", "pos": None, "row": 0},
        {"file": "binlog.000001", "pos": 1 << 32, "row": 0},
        {"file": "binlog.000001", "pos": 4, "row": 4096},
        {"file": "binlog.1048576", "pos": 4, "row": 0},
        {"file": "binlog.000001", "pos": -1, "row": 0},
    ],
)
def test_a_place_that_does_not_fit_is_refused(source: dict[str, object]) -> None:
    with pytest.raises(PositionInvalid):
        version(source)
