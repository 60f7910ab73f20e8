"""A follow: one profile wants to see what another does."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NewType

from social._domain.profile import ProfileId
from social._domain.refusals import FollowsOneself

FollowId = NewType("FollowId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """The pair's state: `followed_at` is None while the one does not follow the other; `version` 0 = never has."""

    id: FollowId
    follower_id: ProfileId
    followed_id: ProfileId
    followed_at: datetime | None = None
    version: int = 0


def require_two(follower_id: ProfileId, followed_id: ProfileId) -> None:
    """Raise `FollowsOneself` where both are one."""
    if follower_id == followed_id:
        raise FollowsOneself("a profile cannot follow itself")


def followed(follow: Follow, at: datetime) -> Follow:
    """The next state; the same where it follows already.

    Since when is kept to the millisecond, as events tell it: a graph fed by them and one rebuilt from here are equal.
    """
    since = at.replace(microsecond=at.microsecond // 1000 * 1000)
    return follow if follow.followed_at else replace(follow, followed_at=since, version=follow.version + 1)


def unfollowed(follow: Follow) -> Follow:
    """The next state; the same where it does not follow."""
    return replace(follow, followed_at=None, version=follow.version + 1) if follow.followed_at else follow
