"""Rating: rate_title, get_rating, list_ratings, remove_rating."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.context_stores import Schema
    from integration.social.conftest import Person


def facts(stores: Schema, person: Person) -> list[tuple[str, int, int | None]]:
    """What was published of the person's ratings: fact, version, value."""
    events = [event for event in stores.published() if event.data.get("profile_id") == person.id]
    return [(event.type.split(".")[2], event.aggregateversion, event.data.get("value")) for event in events]


def test_a_rating_is_made_read_changed_and_taken_back(
    stores: Schema, person: Callable[[], Person], add_title: Callable[..., str]
) -> None:
    anna, title = person(), add_title()
    made = anna.rate(title, 7)
    assert (made.status, made.json["value"], made.json["version"]) == (201, 7, 1)
    read = anna.call("get_rating", path={"title_id": title})
    assert (read.status, read.json) == (200, made.json)
    changed = anna.rate(title, 9, **{"If-Match": read.headers["etag"]})
    assert (changed.status, changed.json["value"]) == (200, 9)
    headers = {"If-Match": changed.headers["etag"]}
    assert anna.call("remove_rating", path={"title_id": title}, headers=headers).status == 204
    assert anna.call("get_rating", path={"title_id": title}).status == 404
    again = anna.rate(title, 3)
    assert (again.status, again.json["version"]) == (201, 4)
    expected = [("TitleRated", 1, 7), ("TitleRated", 2, 9), ("RatingRemoved", 3, None), ("TitleRated", 4, 3)]
    assert facts(stores, anna) == expected


def test_a_change_names_the_version_that_it_has_seen(
    person: Callable[[], Person], add_title: Callable[..., str]
) -> None:
    anna, title = person(), add_title()
    etag = anna.rate(title, 7).headers["etag"]
    assert anna.rate(title, 8).status == 428
    assert anna.rate(title, 8, **{"If-Match": etag}).status == 200
    assert anna.rate(title, 2, **{"If-Match": etag}).status == 412
    stale = anna.call("remove_rating", path={"title_id": title}, headers={"If-Match": etag})
    assert stale.status == 412
    assert anna.call("get_rating", path={"title_id": title}).json["value"] == 8


def test_a_version_of_what_is_not_rated_is_stale(
    stores: Schema, person: Callable[[], Person], add_title: Callable[..., str]
) -> None:
    anna, title = person(), add_title()
    assert anna.rate(title, 8, **{"If-Match": '"1-00000000"'}).status == 412
    headers = {"If-Match": '"1-00000000"'}
    assert anna.call("remove_rating", path={"title_id": title}, headers=headers).status == 404
    assert facts(stores, anna) == []


def test_the_same_value_makes_no_version_and_no_event(
    stores: Schema, person: Callable[[], Person], add_title: Callable[..., str]
) -> None:
    anna, title = person(), add_title()
    made = anna.rate(title, 7)
    again = anna.rate(title, 7, **{"If-Match": made.headers["etag"]})
    assert (again.status, again.json) == (200, made.json)
    assert len(facts(stores, anna)) == 1


@pytest.mark.parametrize("value", [0, 11, 7.5, "7 stars", None])
def test_a_value_that_is_no_half_star_is_refused(
    person: Callable[[], Person], add_title: Callable[..., str], value: object
) -> None:
    answer = person().call("rate_title", path={"title_id": add_title()}, body={"value": value})
    assert answer.status == 422
    assert [error["pointer"] for error in answer.json["errors"]] == ["/value"]


def test_a_title_that_the_catalogue_lacks_cannot_be_rated(
    person: Callable[[], Person],
    titles: Schema,  # noqa: ARG001 - asked
) -> None:
    answer = person().rate(str(uuid.uuid4()), 7)
    assert (answer.status, answer.json["type"]) == (404, "/problems/title-not-found")


def test_the_list_is_newest_first_and_one_s_own(person: Callable[[], Person], add_title: Callable[..., str]) -> None:
    anna, ben = person(), person()
    titles = [add_title() for _ in range(3)]
    for value, title in enumerate(titles, 1):
        anna.rate(title, value)
    ben.rate(titles[0], 10)
    first = anna.call("list_ratings", query={"limit": "2"}).json
    rest = anna.call("list_ratings", query={"limit": "2", "cursor": first["next_cursor"]}).json
    found = [(item["title_id"], item["value"]) for item in first["items"] + rest["items"]]
    assert found == [(titles[2], 3), (titles[1], 2), (titles[0], 1)]
    assert rest["next_cursor"] is None
