"""Reading a series' rows: whatever comes, a series or a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue._domain.columns import RowRejected
from catalogue._domain.tmdb_series import Series, read_series
from integration.catalogue.lambda_calls import sample


def row() -> dict[str, Any]:
    found: dict[str, Any] = sample("catalogue", "import_series")["rows"][0]
    return found


def read(**changes: Any) -> Series:
    whole = row() | changes
    return read_series(whole["series"], whole["seasons"], whole["episodes"])


def test_a_series_has_its_seasons_and_they_their_episodes() -> None:
    found = read()
    assert (found.told["status"], found.told["genres"]) == ("ended", ("crime", "drama"))
    (season,) = found.seasons
    assert (season.number, season.told["release_date"]) == (1, date(1915, 11, 13))
    assert [(each.number, each.told["name"]) for each in season.parts] == [
        (1, "La Tête coupée"),
        (2, "La Bague qui tue"),
    ]


@pytest.mark.parametrize(
    ("member", "at", "column", "value", "reason"),
    [
        ("series", None, "name", "", "name: empty"),
        ("series", None, "inProduction", "perhaps", "inProduction: 'perhaps' is neither true nor false"),
        ("series", None, "airDate", "soon", "airDate: 'soon' is no date YYYY-MM-DD"),
        ("series", None, "language", "klingon!", "language: 'klingon!' is no language code"),
        ("series", None, "genres", "日本", "genres: '日本' has no letter that an address can carry"),
        ("seasons", 0, "number", "", "seasons: number: empty"),
        ("episodes", 1, "number", "1", "episodes: a number comes twice"),
        ("episodes", 1, "season", "7", "episodes: there is no season 7 for them"),
        ("episodes", 0, "name", "x" * 256, "episodes: name: 256 characters, at most 255 fit"),
    ],
)
def test_what_cannot_be_taken_says_where_and_why(
    member: str, at: int | None, column: str, value: str, reason: str
) -> None:
    whole = row()
    cells = whole[member] if at is None else whole[member][at]
    cells[column] = value
    with pytest.raises(RowRejected) as refused:
        read(**whole)
    assert str(refused.value) == reason


def test_another_word_is_another_hash_and_the_same_is_the_same() -> None:
    whole = row()
    whole["episodes"][0]["overview"] += "!"
    assert read().source_hash == read().source_hash != read(**whole).source_hash


CELLS = st.dictionaries(
    st.sampled_from(["name", "number", "season", "airDate", "overview"]), st.text(max_size=12) | st.none(), max_size=5
)


def attempt(whole: dict[str, Any]) -> Series | RowRejected:
    try:
        return read(**whole)
    except RowRejected as refusal:
        return refusal


@given(member=st.sampled_from(["seasons", "episodes"]), cells=CELLS)
def test_any_row_is_read_or_refused_by_name(member: str, cells: dict[str, Any]) -> None:
    whole = row()
    whole[member][0] |= cells
    found = attempt(whole)
    assert isinstance(found, Series) or ": " in str(found)
