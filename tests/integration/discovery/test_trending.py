"""import_ratings, on_title_changed, refresh_trending and list_trending on MariaDB, under a moved clock."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chassis import clock
from chassis.events import Event
from chassis.ids import new_id
from contracts import catalogue as published
from integration.catalogue.lambda_calls import deliver, request, sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.context_stores import Schema

DATA = os.environ.get("CDLC_DATA", "")
LAST_INSTANT = datetime(2018, 9, 24, 14, 27, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _ready(schema: Schema) -> None:
    """Every test here needs the store."""


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Stand the clock still at an instant."""
    return lambda instant: monkeypatch.setattr(clock, "now", lambda: instant)


def told(tmdb: int | None, name: str, *, version: int = 1, title_id: str | None = None, removed: bool = False) -> Event:
    identifier = title_id or new_id(LAST_INSTANT)
    if removed:
        return published.title_removed(identifier, version=version, at=LAST_INSTANT)
    title: published.Title = {
        "title_id": identifier, "kind": "film", "title": name, "original_title": name, "original_language": None,
        "release_date": None, "runtime_minutes": None, "genres": [], "keywords": [], "countries": [],
        "popularity": None, "external_ids": {} if tmdb is None else {"tmdb": str(tmdb)},
    }  # fmt: skip
    return published.title_added(title, version=version, at=LAST_INSTANT)


def follow(*events: Event) -> None:
    assert deliver("discovery", "on_title_changed", *events) == {"batchItemFailures": []}


def load(ratings: list[tuple[int, int, float, datetime]], links: dict[int, int]) -> dict[str, Any]:
    answer: dict[str, Any] = import_module("discovery.import_ratings").handler(
        {
            "links": [
                {"line": n, "movieId": str(movie), "imdbId": "", "tmdbId": str(tmdb)}
                for n, (movie, tmdb) in enumerate(links.items(), 2)
            ],
            "ratings": [
                {"line": n, "userId": str(u), "movieId": str(m), "rating": str(r), "timestamp": str(int(t.timestamp()))}
                for n, (u, m, r, t) in enumerate(ratings, 2)
            ],
        },
        None,
    )
    return answer


def refresh() -> Any:
    return import_module("discovery.refresh_trending").handler(sample("discovery", "refresh_trending"), None)


def trending(**query: Any) -> Any:
    return request("discovery", "list_trending", query=query)


def test_before_the_first_computation_the_list_is_empty() -> None:
    answer = trending()
    assert (answer.status, answer.json) == (200, {"items": [], "next_cursor": None, "computation": None})


def test_newer_and_better_ratings_weigh_more_and_old_ones_nothing(at: Callable[..., None]) -> None:
    at(LAST_INSTANT)
    follow(*(told(n, f"Film {n}") for n in (1, 2, 3, 4)))

    def days(ago: int) -> datetime:
        return LAST_INSTANT - timedelta(days=ago)

    load(
        [
            (1, 10, 5.0, days(0)),
            (1, 20, 5.0, days(15)),
            (1, 30, 2.5, days(15)),
            (2, 30, 2.5, days(15)),
            (3, 30, 0.5, days(0)),
            (1, 40, 5.0, days(91)),
            (2, 40, 5.0, LAST_INSTANT + timedelta(seconds=1)),
        ],
        {10: 1, 20: 2, 30: 3, 40: 4},
    )
    assert refresh()["titles"] == 3
    answer = trending()
    assert [(i["place"], i["name"], round(i["score"], 9), i["ratings"]) for i in answer.json["items"]] == [
        (1, "Film 1", 1.0, 1),
        (2, "Film 3", 0.6, 3),
        (3, "Film 2", 0.5, 1),
    ]
    assert answer.json["computation"] == {
        "computed_at": "2018-09-24T14:27:30.000Z",
        "window_days": 90,
        "half_life_hours": 360,
        "ratings_counted": 5,
        "ratings_without_title": 0,
    }


def test_ratings_without_a_title_are_kept_and_count_when_the_film_arrives(
    schema: Schema, at: Callable[..., None]
) -> None:
    at(LAST_INSTANT)
    answer = load([(1, 10, 4.0, LAST_INSTANT), (1, 20, 4.0, LAST_INSTANT), (1, 99, 4.0, LAST_INSTANT)], {10: 1, 20: 2})
    assert (answer["added"], answer["without_title"]) == (5, 3)
    follow(told(1, "First"))
    refresh()
    assert trending().json["computation"]["ratings_without_title"] == 2
    assert schema.number("SELECT COUNT(*) FROM ratings") == 3
    follow(told(2, "Second"))
    refresh()
    page = trending().json
    assert {item["name"] for item in page["items"]} == {"First", "Second"}
    assert page["computation"]["ratings_without_title"] == 1


def test_a_batch_that_is_repeated_changes_nothing_and_a_newer_rating_replaces(schema: Schema) -> None:
    first = [(1, 10, 4.0, LAST_INSTANT), (2, 10, 3.5, LAST_INSTANT)]

    def counts(answer: dict[str, Any]) -> tuple[int, int, int]:
        return answer["added"], answer["changed"], answer["unchanged"]

    assert counts(load(first, {10: 1})) == (3, 0, 0)
    assert counts(load(first, {10: 1})) == (0, 0, 3)
    assert counts(load([(1, 10, 0.5, LAST_INSTANT), first[1]], {10: 7})) == (0, 2, 1)
    assert schema.rows("SELECT rating FROM ratings WHERE user_id = 1")[0]["rating"] == 0.5


def test_rows_that_cannot_be_taken_are_named_by_line_and_the_rest_goes_on(schema: Schema) -> None:
    good = {"userId": "1", "movieId": "2", "rating": "4.5", "timestamp": "1537799250"}
    bad: list[dict[str, Any]] = [
        {"rating": "4.7"},
        {"rating": "0"},
        {"userId": "-1"},
        {"movieId": ""},
        {"timestamp": "soon"},
        {"timestamp": "99999999999999"},
        {"userId": "4294967296"},
        {"movieId": None},
    ]
    rows = [{"line": n, **good, **wrong} for n, wrong in enumerate([{}, *bad], 2)]
    links = [{"line": 2, "movieId": "2", "imdbId": "x", "tmdbId": ""}, {"line": 3, "movieId": "3", "imdbId": "0114709"}]
    answer = import_module("discovery.import_ratings").handler({"ratings": rows, "links": links}, None)
    assert answer["added"] == 1
    assert [row["line"] for row in answer["rejected"]] == [*range(3, 11), 2, 3]
    assert answer["rejected"][0]["reason"] == "rating: '4.7' is none of 0.5, 1.0 … 5.0"
    assert answer["rejected"][-1]["reason"] == "tmdbId: missing"
    assert schema.number("SELECT COUNT(*) FROM ratings") == 1


def test_the_projection_ignores_what_is_older_and_what_comes_twice(schema: Schema) -> None:
    second = told(5, "Second Name", version=2)
    first = told(5, "First Name", version=1, title_id=second.subject)
    follow(second, first, second)
    row = "SELECT name, version, removed FROM titles"
    assert schema.rows(row) == [{"name": "Second Name", "version": 2, "removed": 0}]
    removed = told(None, "", version=3, title_id=second.subject, removed=True)
    follow(removed, told(5, "Late", version=2, title_id=second.subject), removed)
    assert schema.rows(row) == [{"name": "Second Name", "version": 3, "removed": 1}]
    assert schema.number("SELECT COUNT(*) FROM inbox") == 4


def test_a_removed_title_leaves_the_list_at_once_and_the_next_computation(at: Callable[[datetime], None]) -> None:
    at(LAST_INSTANT)
    stays, goes = told(1, "Stays"), told(2, "Goes")
    follow(stays, goes)
    load([(1, 10, 4.0, LAST_INSTANT), (1, 20, 5.0, LAST_INSTANT)], {10: 1, 20: 2})
    refresh()
    follow(told(None, "", version=2, title_id=goes.subject, removed=True))
    assert [item["name"] for item in trending().json["items"]] == ["Stays"]
    refresh()
    assert [(item["place"], item["name"]) for item in trending().json["items"]] == [(1, "Stays")]


def test_pages_belong_to_one_computation_even_when_a_newer_one_replaced_it(at: Callable[[datetime], None]) -> None:
    at(LAST_INSTANT)
    follow(*(told(n, f"Film {n}") for n in range(1, 8)))
    links = {n: n for n in range(1, 8)}
    load([(1, n, n / 2 + 1, LAST_INSTANT) for n in range(1, 8)], links)
    refresh()
    first = trending(limit="3").json
    load([(1, n, 5.0 - n / 2, LAST_INSTANT) for n in range(1, 8)], links)
    refresh()
    second = trending(limit="3", cursor=first["next_cursor"]).json
    third = trending(limit="3", cursor=second["next_cursor"]).json
    names = [item["name"] for page in (first, second, third) for item in page["items"]]
    assert names == [f"Film {n}" for n in range(7, 0, -1)]
    assert third["next_cursor"] is None
    assert trending(limit="1").json["items"][0]["name"] == "Film 1"
    for _ in range(24):
        refresh()
    assert trending(cursor=first["next_cursor"]).status == 410
    assert trending(cursor="AAAA").status == 422
    assert trending(limit="0").status == 422


def test_the_clock_may_go_back_and_the_last_computation_still_counts(at: Callable[..., None]) -> None:
    follow(told(1, "Film"))
    load([(1, 10, 4.0, LAST_INSTANT)], {10: 1})
    at(LAST_INSTANT + timedelta(days=3000))
    refresh()
    at(LAST_INSTANT)
    refresh()
    assert trending().json["computation"]["computed_at"] == "2018-09-24T14:27:30.000Z"


def test_the_samples_are_taken() -> None:
    assert import_module("discovery.import_ratings").handler(sample("discovery", "import_ratings"), None)["added"] == 2
    event = sample("discovery", "on_title_changed")
    assert import_module("discovery.on_title_changed").handler(event, None) == {"batchItemFailures": []}
    assert request("discovery", "get_health").json == {"status": "up", "stores": {"mysql": "up"}}
    paths = request("discovery", "get_openapi").json["paths"]
    assert set(paths) == {"/trending", "/health", "/openapi.json"}


@pytest.mark.skipif(not DATA, reason="CDLC_DATA is not set: trending of all of ml-latest-small was left out")
def test_trending_of_ml_latest_small_equals_an_independent_computation(at: Callable[[datetime], None]) -> None:
    folder = Path(DATA) / "ml-latest-small"
    with (folder / "links.csv").open() as file:
        links = list(csv.DictReader(file))
    with (folder / "ratings.csv").open() as file:
        ratings = list(csv.DictReader(file))
    known = sorted({int(row["tmdbId"]) for row in links if row["tmdbId"]})[::8]  # the catalogue has every eighth film
    ids = {tmdb: told(tmdb, f"Film {tmdb}") for tmdb in known}
    events = list(ids.values())
    for start in range(0, len(events), 500):
        follow(*events[start : start + 500])
    handler = import_module("discovery.import_ratings").handler
    numbered = [{"line": n, **row} for n, row in enumerate(ratings, 2)]
    handler({"links": [{"line": n, **row} for n, row in enumerate(links, 2)]}, None)
    answers = [
        handler({"ratings": numbered[start : start + 10_000]}, None) for start in range(0, len(numbered), 10_000)
    ]
    assert sum(answer["added"] for answer in answers) == 100_836
    assert not any(answer["rejected"] for answer in answers)

    at(LAST_INSTANT)
    refresh()

    tmdb_of = {row["movieId"]: int(row["tmdbId"]) for row in links if row["tmdbId"]}
    scores: defaultdict[int, float] = defaultdict(float)
    now = LAST_INSTANT.timestamp()
    for row in ratings:
        tmdb = tmdb_of.get(row["movieId"])
        seconds = now - int(row["timestamp"])
        if tmdb in ids and 0 <= seconds < 90 * 86400:
            scores[tmdb] += float(row["rating"]) / 5 * 0.5 ** (seconds / (15 * 86400))
    expected = sorted(scores, key=lambda tmdb: (-round(scores[tmdb], 12), ids[tmdb].subject))
    without = sum(tmdb_of.get(row["movieId"]) not in ids for row in ratings)

    places: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = trending(limit="100", **({"cursor": cursor} if cursor else {})).json
        places += page["items"]
        cursor = page["next_cursor"]
    assert page["computation"]["ratings_without_title"] == without
    assert sum(answer["without_title"] for answer in answers) == without
    assert len(places) == min(len(expected), 1000)
    assert [place["place"] for place in places] == list(range(1, len(places) + 1))
    for place, tmdb in zip(places, expected, strict=False):
        assert place["score"] == pytest.approx(scores[tmdb], rel=1e-9)
    assert {place["title_id"] for place in places[:50]} == {ids[tmdb].subject for tmdb in expected[:50]}
