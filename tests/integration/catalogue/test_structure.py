"""list_seasons, list_episodes and what add_title, change_title and remove_title refuse of a series' parts."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.lambda_calls import Answer

    Call = Callable[..., Answer]


def add(call: Call, kind: str, parent: str | None = None, number: int | None = None, **more: Any) -> Answer:
    place = {name: value for name, value in (("parent_id", parent), ("number", number)) if value is not None}
    body = {"kind": kind, "name": f"A {kind}", **place, **more}
    return call("add_title", body=body, headers={"Idempotency-Key": str(uuid.uuid4())})


@pytest.fixture
def series(call: Call) -> str:
    """A series with specials and two seasons, the first with three episodes, the second with two."""
    made = str(add(call, "series").json["id"])
    for number, episodes in ((2, 2), (0, 0), (1, 3)):
        season = add(call, "season", made, number, name=f"Season {number}").json["id"]
        for each in range(episodes, 0, -1):
            assert add(call, "episode", season, each).status == 201
    return made


def test_seasons_come_by_number_with_their_episodes_counted(call: Call, series: str) -> None:
    items = call("list_seasons", path={"title_id": series}).json["items"]
    assert [(each["number"], each["episodes_count"]) for each in items] == [(0, 0), (1, 3), (2, 2)]


def test_episodes_of_a_series_page_in_order_and_those_of_a_season_are_its_own(call: Call, series: str) -> None:
    seen, cursor = [], {}
    while True:
        page = call("list_episodes", path={"title_id": series}, query={"limit": "2", **cursor}).json
        seen += [(each["season_number"], each["number"]) for each in page["items"]]
        if not page["next_cursor"]:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert seen == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)]
    second = call("list_seasons", path={"title_id": series}).json["items"][2]["id"]
    own = call("list_episodes", path={"title_id": second}).json["items"]
    assert [(each["season_id"], each["number"]) for each in own] == [(second, 1), (second, 2)]


def test_seasons_and_episodes_are_not_in_the_list_of_titles_unless_asked_for(call: Call, series: str) -> None:
    kinds = {each["kind"] for each in call("search_titles", query={"limit": "100"}).json["items"]}
    assert not kinds & {"season", "episode"}
    asked = call("search_titles", query={"kind": "season,episode", "limit": "100"}).json["items"]
    assert {each["kind"] for each in asked} == {"season", "episode"}
    assert series not in {each["id"] for each in asked}
    refused = call("search_titles", query={"kind": "cartoon"})
    assert (refused.status, refused.json["errors"][0]["pointer"]) == (422, "/query/kind")


def test_the_parts_of_a_film_are_not_found(call: Call) -> None:
    film = add(call, "film").json["id"]
    assert call("list_seasons", path={"title_id": film}).status == 404
    assert call("list_episodes", path={"title_id": film}).status == 404


@pytest.mark.parametrize(
    ("kind", "under", "number", "pointer"),
    [
        ("season", None, 1, "/parent_id"),
        ("season", "film", 1, "/parent_id"),
        ("season", "series", None, "/number"),
        ("episode", "series", 1, "/parent_id"),
        ("film", "series", None, "/parent_id"),
        ("film", None, 3, "/number"),
    ],
)
def test_what_stands_in_the_wrong_place_is_422(
    call: Call, kind: str, under: str | None, number: int | None, pointer: str
) -> None:
    parent = add(call, under).json["id"] if under else None
    answer = add(call, kind, parent, number)
    assert (answer.status, answer.json["type"]) == (422, "/problems/misplaced-title")
    assert answer.json["errors"][0]["pointer"] == pointer


def test_a_number_is_given_once_and_free_again_after_a_removal(call: Call, series: str) -> None:
    first = call("list_seasons", path={"title_id": series}).json["items"][0]
    answer = add(call, "season", series, 0)
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (409, "/number")
    etag = call("get_title", path={"title_id": first["id"]}).headers["etag"]
    assert call("remove_title", path={"title_id": first["id"]}, headers={"If-Match": etag}).status == 204
    assert add(call, "season", series, 0).status == 201


def test_a_season_moves_to_a_free_number_and_not_to_a_taken_one(call: Call, series: str) -> None:
    season = call("list_seasons", path={"title_id": series}).json["items"][2]["id"]
    etag = call("get_title", path={"title_id": season}).headers["etag"]
    taken = call("change_title", path={"title_id": season}, body={"number": 1}, headers={"If-Match": etag})
    assert taken.status == 409
    moved = call("change_title", path={"title_id": season}, body={"number": 3}, headers={"If-Match": etag})
    assert (moved.status, moved.json["number"], moved.json["parent_id"]) == (200, 3, series)


def test_a_series_is_removed_after_its_seasons(call: Call, series: str) -> None:
    etag = call("get_title", path={"title_id": series}).headers["etag"]
    refused = call("remove_title", path={"title_id": series}, headers={"If-Match": etag})
    assert (refused.status, refused.json["type"]) == (409, "/problems/title-has-parts")


def test_nothing_is_put_under_a_removed_series(call: Call) -> None:
    gone = add(call, "series").json["id"]
    etag = call("get_title", path={"title_id": gone}).headers["etag"]
    call("remove_title", path={"title_id": gone}, headers={"If-Match": etag})
    assert add(call, "season", gone, 1).status == 410
    assert add(call, "season", str(uuid.uuid4()), 1).status == 404
