"""A follow as an event tells it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chassis.errors import Invalid
from social._domain.follow import Follow, FollowId
from social._domain.profile import ProfileId


class MalformedFollow(Invalid):
    """An event's data that is not what social promises."""


def told_follow(follow_id: str, data: Mapping[str, Any], version: int) -> Follow:
    """What ProfileFollowed carries. Raises `MalformedFollow`."""
    try:
        since = datetime.fromisoformat(data["followed_at"])
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedFollow(f"followed_at: {error}") from error
    return replace(told_unfollow(follow_id, data, version), followed_at=since)


def told_unfollow(follow_id: str, data: Mapping[str, Any], version: int) -> Follow:
    """What ProfileUnfollowed carries. Raises `MalformedFollow`."""
    pair = [data.get(name) for name in ("follower_id", "followed_id")]
    if not all(isinstance(each, str) for each in pair):
        raise MalformedFollow(f"not two profiles: {pair}")
    follower, followed = (ProfileId(str(each)) for each in pair)
    return Follow(id=FollowId(follow_id), follower_id=follower, followed_id=followed, version=version)
