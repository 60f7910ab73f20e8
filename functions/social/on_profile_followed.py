"""cdlc.social ProfileFollowed, ProfileUnfollowed: keep the graph as MySQL has it."""

from chassis.events import Event
from chassis.subscribe import subscriber
from contracts import social as published
from social import _wiring
from social._domain.told import told_follow, told_unfollow


def follow(event: Event) -> None:
    _wiring.graph().apply([told_follow(event.subject, event.data, event.aggregateversion)])


def unfollow(event: Event) -> None:
    _wiring.graph().apply([told_unfollow(event.subject, event.data, event.aggregateversion)])


handler = subscriber({published.PROFILE_FOLLOWED: follow, published.PROFILE_UNFOLLOWED: unfollow})
