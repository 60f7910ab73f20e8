"""cdlc.catalogue TitleAdded, TitleChanged, TitleRemoved: know which films exist."""

from chassis import clock
from chassis.events import Event
from chassis.subscribe import subscriber
from contracts import catalogue as published
from discovery import _wiring
from discovery._domain.title import known_title


@subscriber(published.TITLE_ADDED, published.TITLE_CHANGED, published.TITLE_REMOVED)
def handler(event: Event) -> None:
    now, titles = clock.now(), _wiring.known_titles()
    if event.type == published.TITLE_REMOVED:
        titles.forget(event.id, event.subject, event.aggregateversion, now)
    else:
        titles.follow(event.id, known_title(event.data, event.aggregateversion), now)
