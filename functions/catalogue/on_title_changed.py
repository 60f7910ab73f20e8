"""cdlc.catalogue TitleAdded, TitleChanged, TitleRemoved: keep Redis no older than MySQL."""

from catalogue import _wiring
from catalogue._domain.title import TitleId
from catalogue._domain.views import PARTS
from chassis.events import Event
from chassis.subscribe import subscriber
from contracts import catalogue as published


@subscriber(published.TITLE_ADDED, published.TITLE_CHANGED, published.TITLE_REMOVED)
def handler(event: Event) -> None:
    cache, title_id = _wiring.cached_titles(), TitleId(event.subject)
    held = cache.held(title_id)
    if held.version >= event.aggregateversion:
        return
    if event.type == published.TITLE_REMOVED:
        cache.bury(title_id, event.aggregateversion)
    elif held.fields:
        cache.put(_wiring.titles().read(title_id, [part for part in PARTS if part in held.fields]))
    else:
        cache.raise_version(title_id, event.aggregateversion)
