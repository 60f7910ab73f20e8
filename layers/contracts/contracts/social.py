"""Events of social (`cdlc.social`): who follows whom, who rated what.

Data by `events/schemas/social/<Fact>.v1.json`. The subject is the follow's or the rating's own id; `aggregateversion`
counts its changes and goes on after an unfollow or a removal, so of two events about one pair the newer one is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis.clock import rfc3339
from chassis.events import Event

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

SOURCE = "/cdlc/social"
PROFILE_FOLLOWED = "cdlc.social.ProfileFollowed.v1"
PROFILE_UNFOLLOWED = "cdlc.social.ProfileUnfollowed.v1"
TITLE_RATED = "cdlc.social.TitleRated.v1"
RATING_REMOVED = "cdlc.social.RatingRemoved.v1"


def profile_followed(follow_id: str, follower_id: str, followed_id: str, *, version: int, at: datetime) -> Event:
    """`follower_id` follows `followed_id` since `at`."""
    data = {"follower_id": follower_id, "followed_id": followed_id, "followed_at": rfc3339(at)}
    return _event(PROFILE_FOLLOWED, follow_id, version, at, data)


def profile_unfollowed(follow_id: str, follower_id: str, followed_id: str, *, version: int, at: datetime) -> Event:
    """`follower_id` no longer follows `followed_id`."""
    data = {"follower_id": follower_id, "followed_id": followed_id}
    return _event(PROFILE_UNFOLLOWED, follow_id, version, at, data)


def title_rated(  # noqa: PLR0913 - what there is to say of a rating
    rating_id: str, profile_id: str, title_id: str, value: int, *, version: int, at: datetime
) -> Event:
    """The profile's rating of the title is `value` half stars (1 to 10) since `at`."""
    data = {"profile_id": profile_id, "title_id": title_id, "value": value, "rated_at": rfc3339(at)}
    return _event(TITLE_RATED, rating_id, version, at, data)


def rating_removed(rating_id: str, profile_id: str, title_id: str, *, version: int, at: datetime) -> Event:
    """The profile took its rating of the title back."""
    return _event(RATING_REMOVED, rating_id, version, at, {"profile_id": profile_id, "title_id": title_id})


def _event(kind: str, subject: str, version: int, at: datetime, data: Mapping[str, object]) -> Event:
    return Event(type=kind, source=SOURCE, subject=subject, time=at, aggregateversion=version, data=data)
