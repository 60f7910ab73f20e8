"""Following: follow_profile, unfollow_profile, list_follows, and what they publish."""

from __future__ import annotations

import threading
import uuid
from typing import TYPE_CHECKING

from chassis import mysql
from social import _wiring
from social._adapters.mysql_follows import Follows

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.context_stores import Schema
    from integration.social.conftest import Person


def facts(stores: Schema, person: Person) -> list[tuple[str, int]]:
    """What was published of whom `person` follows: fact and version."""
    events = [event for event in stores.published() if event.data.get("follower_id") == person.id]
    return [(event.type.split(".")[2], event.aggregateversion) for event in events]


def test_following_again_changes_nothing_and_publishes_nothing(stores: Schema, person: Callable[[], Person]) -> None:
    anna, ben = person(), person()
    first, again = anna.follow(ben), anna.follow(ben)
    assert (first.status, again.status) == (201, 200)
    assert first.json == again.json
    assert first.json["profile_id"] == ben.id
    assert facts(stores, anna) == [("ProfileFollowed", 1)]


def test_unfollowing_what_is_not_followed_is_done_already(stores: Schema, person: Callable[[], Person]) -> None:
    anna, ben = person(), person()
    assert anna.unfollow(ben).status == 204
    assert facts(stores, anna) == []
    assert stores.number("SELECT COUNT(*) FROM follows WHERE follower_id = %s", (uuid.UUID(anna.id).bytes,)) == 0


def test_versions_go_on_counting_after_an_unfollow(stores: Schema, person: Callable[[], Person]) -> None:
    anna, ben = person(), person()
    for change in (anna.follow, anna.unfollow, anna.unfollow, anna.follow):
        change(ben)
    assert facts(stores, anna) == [("ProfileFollowed", 1), ("ProfileUnfollowed", 2), ("ProfileFollowed", 3)]


def test_nobody_follows_themselves(person: Callable[[], Person]) -> None:
    anna = person()
    answer = anna.follow(anna)
    assert (answer.status, answer.json["type"]) == (422, "/problems/follows-oneself")


def test_what_is_no_profile_id_names_nothing(person: Callable[[], Person]) -> None:
    assert person().call("follow_profile", path={"profile_id": "somebody"}).status == 404


def test_a_token_that_may_only_read_cannot_follow(person: Callable[[], Person]) -> None:
    anna = person()
    sample = anna._sample("social", "follow_profile")
    sample["requestContext"]["authorizer"]["scope"] = "social:read"
    from social.follow_profile import handler  # noqa: PLC0415

    assert handler(sample, None)["statusCode"] == 403


def test_the_list_is_newest_first_and_goes_on_by_cursor(person: Callable[[], Person]) -> None:
    anna, others = person(), [person() for _ in range(5)]
    for other in others:
        anna.follow(other)
    anna.unfollow(others[1])
    found, cursor = [], None
    while True:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = anna.call("list_follows", query=query).json
        found += [item["profile_id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
        assert len(page["items"]) == 2
    assert found == [others[number].id for number in (4, 3, 2, 0)]


def test_a_cursor_is_nobody_else_s(person: Callable[[], Person]) -> None:
    anna, ben = person(), person()
    for _ in range(3):
        anna.follow(person())
    cursor = anna.call("list_follows", query={"limit": "1"}).json["next_cursor"]
    assert ben.call("list_follows", query={"limit": "1", "cursor": cursor}).status == 422


def test_two_who_follow_at_once_make_one_follow_and_one_event(stores: Schema, person: Callable[[], Person]) -> None:
    anna, ben = person(), person()
    answers = at_once(4, lambda follows: follow(follows, anna, ben))
    assert sorted(answers) == [False, False, False, True]
    assert facts(stores, anna) == [("ProfileFollowed", 1)]


def follow(follows: Follows, anna: Person, ben: Person) -> bool:
    """As follow_profile does, on a connection of its own: whether anything changed."""
    from chassis import clock  # noqa: PLC0415
    from social._domain.follow import followed  # noqa: PLC0415
    from social._domain.profile import ProfileId  # noqa: PLC0415

    now = clock.now()
    with follows.transaction() as open_follows:
        before = open_follows.lock(ProfileId(anna.id), ProfileId(ben.id), now)
        after = followed(before, now)
        if after != before:
            open_follows.save(after, now)
    return after != before


def at_once(number: int, work: Callable[[Follows], bool]) -> list[bool]:
    """`work` in so many threads at once, each on a connection of its own."""
    settings = _wiring.Settings.load()
    gate, answers = threading.Barrier(number), list[bool]()

    def run() -> None:
        follows = Follows(mysql.Database(settings.mysql_url, settings.mysql_secret))
        gate.wait()
        answers.append(work(follows))

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
