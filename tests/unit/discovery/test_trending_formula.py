"""The trending formula and MovieLens's rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery._domain.movielens import RowRejected, read_link, read_rating
from discovery._domain.title import MalformedTitle, known_title
from discovery._domain.trending import HALF_LIFE, KEPT, WINDOW, RatedTitle, TitleId, rank, weight

NOW = datetime(2018, 9, 24, 14, 27, 30, tzinfo=UTC)
RATINGS = st.lists(
    st.builds(
        RatedTitle,
        st.sampled_from([TitleId(name) for name in "abcde"]),
        st.integers(1, 10).map(lambda half: half / 2),
        st.timedeltas(timedelta(0), WINDOW - timedelta(seconds=1)).map(lambda age: NOW - age),
    )
)


def test_a_weight_halves_with_every_half_life() -> None:
    assert weight(5, timedelta(0)) == 1
    assert weight(5, HALF_LIFE) == 0.5
    assert weight(2.5, 2 * HALF_LIFE) == 0.125
    assert weight(5, WINDOW) < 0.02


def test_the_future_and_what_left_the_window_do_not_count() -> None:
    title = TitleId("a")
    outside = [RatedTitle(title, 5, NOW + timedelta(microseconds=1)), RatedTitle(title, 5, NOW - WINDOW)]
    assert rank(outside, NOW) == ()
    (place,) = rank([RatedTitle(title, 5, NOW - WINDOW + timedelta(microseconds=1)), *outside], NOW)
    assert (place.place, place.ratings) == (1, 1)


@given(RATINGS)
def test_places_follow_scores_and_no_rating_is_lost(ratings: list[RatedTitle]) -> None:
    places = rank(ratings, NOW)
    assert [place.place for place in places] == list(range(1, len(places) + 1))
    assert [place.score for place in places] == sorted((place.score for place in places), reverse=True)
    assert sum(place.ratings for place in places) == len(ratings)
    assert sum(place.score for place in places) == pytest.approx(
        sum(weight(r.stars, NOW - r.rated_at) for r in ratings)
    )


@given(RATINGS)
def test_the_order_of_reading_does_not_matter(ratings: list[RatedTitle]) -> None:
    first, second = rank(ratings, NOW), rank(ratings[::-1], NOW)
    assert {p.title_id: pytest.approx(p.score) for p in first} == {p.title_id: p.score for p in second}


@given(RATINGS, st.timedeltas(timedelta(0), timedelta(days=1)))
def test_while_nobody_rates_the_order_stays(ratings: list[RatedTitle], later: timedelta) -> None:
    young = [rating for rating in ratings if NOW - rating.rated_at < WINDOW - later]
    before, after = rank(young, NOW), rank(young, NOW + later)
    assert {p.title_id for p in before} == {p.title_id for p in after}
    scores = {p.title_id: p.score for p in after}
    told = [scores[p.title_id] for p in before]
    assert told == pytest.approx(sorted(told, reverse=True))


def test_only_the_first_places_are_kept_and_ties_are_ordered() -> None:
    ratings = [RatedTitle(TitleId(f"{n:05d}"), 3, NOW) for n in range(KEPT + 5)]
    places = rank(ratings[::-1], NOW)
    assert [place.title_id for place in places] == [f"{n:05d}" for n in range(KEPT)]


@given(
    st.dictionaries(
        st.sampled_from(["userId", "movieId", "rating", "timestamp", "imdbId", "tmdbId"]), st.text() | st.none()
    )
)
def test_any_row_is_read_or_its_column_is_named(cells: dict[str, Any]) -> None:
    for reader in (read_rating, read_link):
        reason = ""
        try:
            reader(cells)
        except RowRejected as refusal:
            reason = str(refusal)
        assert reason.split(":")[0] in {"", "userId", "movieId", "rating", "timestamp", "imdbId", "tmdbId"}


def test_rows_of_movielens() -> None:
    rating = read_rating({"userId": "1", "movieId": "31", "rating": "2.5", "timestamp": "1537799250"})
    assert (rating.user_id, rating.movie_id, float(rating.stars), rating.rated_at) == (1, 31, 2.5, NOW)
    link = read_link({"movieId": "1", "imdbId": "0114709", "tmdbId": ""})
    assert (link.imdb_id, link.tmdb_id) == ("tt0114709", None)


def test_only_a_films_number_at_tmdb_joins_ratings() -> None:
    data = {"title_id": "t", "kind": "series", "title": "Fawlty Towers", "external_ids": {"tmdb": "1"}}
    assert known_title(data, 3).tmdb_id is None
    assert known_title({**data, "kind": "film"}, 3).tmdb_id == 1
    with pytest.raises(MalformedTitle):
        known_title({"title_id": "t"}, 1)
