"""The facts that social publishes: from a change to the events of `contracts.social`."""

from datetime import datetime

from chassis.events import Event
from contracts import social as published
from social._domain.follow import Follow
from social._domain.rating import Rating


def follow_changed(follow: Follow, at: datetime) -> Event:
    """`ProfileFollowed` or `ProfileUnfollowed`, at the follow's version."""
    told = published.profile_followed if follow.followed_at else published.profile_unfollowed
    return told(follow.id, follow.follower_id, follow.followed_id, version=follow.version, at=at)


def rating_changed(rating: Rating, at: datetime) -> Event:
    """`TitleRated` or `RatingRemoved`, at the rating's version."""
    ids = (rating.id, rating.profile_id, rating.title_id)
    if rating.value is None:
        return published.rating_removed(*ids, version=rating.version, at=at)
    return published.title_rated(*ids, rating.value, version=rating.version, at=at)
