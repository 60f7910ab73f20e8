"""cdlc.catalogue TitleAdded, TitleChanged, TitleRemoved: know which films exist."""

from chassis import clock
from chassis.events import Event
from chassis.subscribe import subscriber
from contracts import catalogue as published
from discovery import _wiring
from discovery._domain.title import known_title


def follow(event: Event) -> None:
    title = known_title(event.data, event.aggregateversion)
    _wiring.known_titles().follow(event.id, title, clock.now())


def forget(event: Event) -> None:
    _wiring.known_titles().forget(event.id, event.subject, event.aggregateversion, clock.now())


handler = subscriber({published.TITLE_ADDED: follow, published.TITLE_CHANGED: follow, published.TITLE_REMOVED: forget})
