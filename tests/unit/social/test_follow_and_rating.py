"""The rules of following and rating, and who acts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.errors import PreconditionRequired
from social._domain.follow import Follow, FollowId, followed, require_two, unfollowed
from social._domain.profile import ProfileId, acting_profile
from social._domain.rating import Rating, RatingId, TitleId, rated, removed
from social._domain.refusals import FollowsOneself, RatingChangedMeanwhile, RatingNotFound
from social._domain.told import MalformedFollow, told_follow, told_unfollow

AT = datetime(2026, 11, 22, tzinfo=UTC)
LATER = datetime(2026, 11, 23, tzinfo=UTC)
ANNA, BEN = ProfileId("01938f5e-7b00-7000-8000-0000000000aa"), ProfileId("01938f5e-7b00-7000-8000-0000000000bb")
STRANGERS = Follow(id=FollowId("1"), follower_id=ANNA, followed_id=BEN)
UNRATED = Rating(id=RatingId("1"), profile_id=ANNA, title_id=TitleId("2"))


def test_every_change_of_a_follow_is_a_version_and_nothing_else_is() -> None:
    follows = followed(STRANGERS, AT)
    assert (follows.followed_at, follows.version) == (AT, 1)
    assert followed(follows, LATER) == follows
    parted = unfollowed(follows)
    assert (parted.followed_at, parted.version) == (None, 2)
    assert unfollowed(parted) == parted
    assert unfollowed(STRANGERS) == STRANGERS


def test_oneself_is_nobody_to_follow() -> None:
    require_two(ANNA, BEN)
    with pytest.raises(FollowsOneself):
        require_two(ANNA, ANNA)


def test_the_first_rating_needs_no_version_and_a_change_the_current_one() -> None:
    first = rated(UNRATED, 7, None, AT)
    assert (first.value, first.rated_at, first.version) == (7, AT, 1)
    with pytest.raises(PreconditionRequired):
        rated(first, 8, None, LATER)
    with pytest.raises(RatingChangedMeanwhile):
        rated(first, 8, 2, LATER)
    assert rated(first, 8, 1, LATER).version == 2
    assert rated(first, 7, 1, LATER) == first


def test_a_removed_rating_is_none_but_goes_on_counting() -> None:
    gone = removed(rated(UNRATED, 7, None, AT), 1)
    assert (gone.value, gone.rated_at, gone.version, gone.exists) == (None, None, 2, False)
    with pytest.raises(RatingNotFound):
        removed(gone, 2)
    with pytest.raises(RatingChangedMeanwhile):
        rated(gone, 5, 2, LATER)
    assert rated(gone, 5, None, LATER).version == 3


def test_the_profile_is_the_claim_else_the_account_else_the_client_s_own() -> None:
    assert acting_profile(ANNA, BEN) == ANNA
    assert acting_profile(None, BEN) == BEN
    assert acting_profile(None, BEN.upper()) == BEN
    assert acting_profile(None, "viewer") == acting_profile("", "viewer") != acting_profile(None, "curator")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"follower_id": ANNA, "followed_id": BEN},
        {"follower_id": ANNA, "followed_id": 1, "followed_at": "2026-11-22"},
    ],
)
def test_an_event_that_lacks_a_part_is_malformed(data: dict[str, Any]) -> None:
    with pytest.raises(MalformedFollow):
        told_follow("1", data, 1)


def test_an_event_tells_a_follow_and_its_end() -> None:
    data = {"follower_id": ANNA, "followed_id": BEN}
    told = told_follow("1", {**data, "followed_at": "2026-11-22T00:00:00.000Z"}, 3)
    assert told == Follow(id=FollowId("1"), follower_id=ANNA, followed_id=BEN, followed_at=AT, version=3)
    assert told_unfollow("1", data, 4) == Follow(id=FollowId("1"), follower_id=ANNA, followed_id=BEN, version=4)
