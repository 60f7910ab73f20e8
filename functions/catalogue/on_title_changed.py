"""cdlc.catalogue TitleAdded, TitleChanged, TitleRemoved: keep Redis no older than MySQL."""

from catalogue import _wiring
from catalogue._domain.title import TitleId
from catalogue._domain.views import PARTS
from chassis.events import Event
from chassis.subscribe import subscriber
from contracts import catalogue as published


def refresh(event: Event) -> None:
    cache, title_id = _wiring.cached_titles(), TitleId(event.subject)
    held = cache.held(title_id)
    if held.version >= event.aggregateversion:
        return
    parts = [part for part in PARTS if part in held.fields]
    view = _wiring.titles().find(title_id, parts) if held.fields else None
    if view is None:  # nobody has read it, or MySQL knows already that it is gone
        cache.raise_version(title_id, event.aggregateversion)
    else:
        cache.put(view)


def bury(event: Event) -> None:
    _wiring.cached_titles().bury(TitleId(event.subject), event.aggregateversion)


handler = subscriber({published.TITLE_ADDED: refresh, published.TITLE_CHANGED: refresh, published.TITLE_REMOVED: bury})
