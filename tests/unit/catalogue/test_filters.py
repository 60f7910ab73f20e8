"""The filter grammar."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue._domain.filters import AnyOf, Order, Range, any_of, range_of, sort_order
from catalogue._domain.refusals import MalformedFilter
from catalogue._domain.search import _whole, title_search


def test_comma_is_or_and_a_leading_minus_negates_the_whole_value() -> None:
    assert any_of("genre", ["drama,comedy", "-horror,war"]) == (
        AnyOf(("drama", "comedy")),
        AnyOf(("horror", "war"), negated=True),
    )


@given(st.lists(st.text(min_size=1).filter(lambda text: text.strip() == text), min_size=1))
def test_any_value_survives_when_its_commas_and_percents_are_encoded(values: list[str]) -> None:
    encoded = [value.replace("%", "%25").replace(",", "%2C") for value in ["first", *values]]
    assert any_of("genre", [",".join(encoded)]) == (AnyOf(("first", *values)),)


@pytest.mark.parametrize("text", ["", ",", "a,", "-", "a,,b"])
def test_an_empty_value_is_refused(text: str) -> None:
    with pytest.raises(MalformedFilter):
        any_of("genre", [text])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1994", Range(1994, 1994)),
        ("1990..1999", Range(1990, 1999)),
        ("1990..", Range(1990, None)),
        ("..1999", Range(None, 1999)),
    ],
)
def test_ranges(text: str, expected: Range) -> None:
    assert range_of("year", text, _whole, low=1870, high=2200) == expected


@given(st.text(alphabet="0123456789.-x ", max_size=12))
def test_a_range_is_read_or_refused_and_always_in_bounds(text: str) -> None:
    try:
        found = range_of("year", text, _whole, low=1870, high=2200)
    except MalformedFilter:
        return
    bounds = [bound for bound in (found.low, found.high) if bound is not None]
    assert bounds
    assert bounds == sorted(bounds)
    assert all(1870 <= bound <= 2200 for bound in bounds)


def test_sort_keys_may_come_once_and_must_be_known() -> None:
    assert sort_order("-popularity,name", ("name", "popularity")) == (
        Order("popularity", descending=True),
        Order("name", descending=False),
    )
    for wrong in ("budget", "name,name", "name,-name", "", "--name"):
        with pytest.raises(MalformedFilter):
            sort_order(wrong, ("name", "popularity"))


def test_a_query_becomes_words_without_punctuation() -> None:
    found = title_search({"query": 'L\'Été +(meurtrier)* "99"_b'})
    assert found.words == ("l", "été", "meurtrier", "99", "b")
    assert found.order == (Order("popularity", descending=True),)
