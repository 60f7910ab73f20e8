"""Reading TMDB's rows: whatever comes, a film or a reason."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue._domain.batch import Row, numbers, read_batch
from catalogue._domain.columns import RowRejected
from catalogue._domain.film import Film
from catalogue._domain.title import Money
from catalogue._domain.tmdb import read_film, source_hash
from integration.catalogue.films import cast, film, person

CELLS = tuple(film()["movie"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "order", "credit_id"]), inner, max_size=4)
    ),
    max_leaves=8,
)


def read(**cells: Any) -> Any:
    row = film(**cells)
    return read_film(row["movie"], row["credits"])


def attempt(row: dict[str, Any]) -> Film | RowRejected:
    try:
        return read_film(row["movie"], row["credits"])
    except RowRejected as refusal:
        return refusal


def test_zero_and_empty_mean_not_known() -> None:
    facts = read(
        budget="0", revenue="", runtime="0", release_date="", vote_average="0", vote_count="0", homepage=""
    ).facts
    assert (facts.budget, facts.revenue, facts.runtime_minutes, facts.release_date) == (None, None, None, None)
    assert (facts.vote_average, facts.vote_count, facts.homepage) == (None, 0, None)


def test_values_get_their_types_and_units() -> None:
    facts = read(
        budget="7", runtime="162.0", release_date="2009-12-10", popularity="150.43757749", vote_average="7.2"
    ).facts
    assert facts.budget == Money(700, "USD")
    assert (facts.runtime_minutes, facts.release_date) == (162, date(2009, 12, 10))
    assert (facts.popularity, facts.vote_average) == (Decimal("150.437577"), Decimal("7.20"))


def test_genres_become_slugs_and_tmdbs_own_language_codes_become_bcp_47() -> None:
    found = read(
        genres=[{"id": 1, "name": "Science Fiction"}, {"id": 2, "name": "Comédie & Drame"}],
        spoken_languages=[{"iso_639_1": "cn", "name": "廣州話"}, {"iso_639_1": "xx", "name": "No Language"}],
        original_language="xx",
    )
    assert found.facts.genres == ("science-fiction", "comedie-drame")
    assert (found.facts.spoken_languages, found.facts.original_language) == (("yue", "zxx"), "zxx")
    assert found.language_names == {"yue": "廣州話", "zxx": "No Language"}


def test_a_film_without_credits_has_none() -> None:
    assert read_film(film()["movie"], None).credits == ()


@pytest.mark.parametrize(
    ("credit", "reason"),
    [
        ({"credit_id": None}, "cast.credit_id: 'None' is no str"),
        ({"credit_id": "a b"}, "cast.credit_id: 'a b' is no id"),
        ({"id": True}, "cast.id: 'True' is no int"),
        ({"id": 2**32}, "cast.id: 4294967296 leaves 0..4294967295"),
        ({"name": "  "}, "cast.name: empty"),
        ({"order": -1}, "cast.order: -1 leaves"),
    ],
)
def test_a_broken_credit_rejects_its_film(credit: dict[str, Any], reason: str) -> None:
    row = film(cast=[{**cast(person()), **credit}])
    with pytest.raises(RowRejected, match=reason.replace(".", r"\.")):
        read_film(row["movie"], row["credits"])


@given(st.sampled_from(CELLS), st.none() | st.text() | JSON.map(json.dumps) | st.integers())
def test_whatever_stands_in_a_cell_is_read_or_named(name: str, cell: Any) -> None:
    row = film()
    row["movie"][name] = cell
    found = attempt(row)
    if isinstance(found, RowRejected):
        assert str(found).startswith(name)
    else:
        assert 0 < len(found.facts.name) <= 255
        assert all(found.facts.genres)


@given(st.sampled_from(["cast", "crew"]), JSON.map(json.dumps) | st.text())
def test_whatever_stands_in_the_credits_is_read_or_named(kind: str, cell: str) -> None:
    row = film()
    row["credits"][kind] = cell
    found = attempt(row)
    assert isinstance(found, Film) or str(found).startswith(kind)


@given(st.sampled_from(CELLS), st.text(min_size=1))
def test_the_hash_tells_any_other_row(name: str, cell: str) -> None:
    row = film()
    other = {**row["movie"], name: row["movie"][name] + cell}
    assert source_hash(other, row["credits"]) != source_hash(row["movie"], row["credits"])
    assert source_hash(dict(reversed(row["movie"].items())), row["credits"]) == source_hash(
        row["movie"], row["credits"]
    )


def test_a_batch_leaves_out_what_is_known_word_for_word() -> None:
    rows = [Row(line, each["movie"], each["credits"]) for line, each in enumerate((film(), film(), film(id="")), 2)]
    first, second = numbers(rows)
    reading = read_batch(rows, {first: source_hash(rows[0].movie or {}, rows[0].credits), second: b"another"})
    assert [each.number for each in reading.films] == [second]
    assert (reading.unchanged, [(each.line, each.reason) for each in reading.rejected]) == (1, [(4, "id: empty")])
