"""GET /changes: the ids of what changed in a span of at most 14 days; the last 24 hours unless said."""

from datetime import datetime

from catalogue import _wiring
from catalogue._domain.history import ThingKind, span
from catalogue._replies.history import ChangedThing
from chassis import clock
from chassis.http import Page, endpoint
from chassis.paging import Cursor, Limit
from chassis.reply import Moment


@endpoint("GET /changes", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(
    kind: ThingKind = "title",
    since: Moment | None = None,
    until: Moment | None = None,
    limit: Limit = 20,
    cursor: str | None = None,
) -> Page[ChangedThing]:
    asked = {"changes": kind, "since": since, "until": until}
    held = Cursor.verify(cursor, asked) if cursor else None  # the span of the first page, and the last id shown
    first, last = (datetime.fromisoformat(each) for each in held[:2]) if held else span(since, until, clock.now())
    found = _wiring.history().changed(kind, first, last, held[2] if held else None, limit + 1)
    position = [first.isoformat(), last.isoformat(), found[limit - 1][0]] if len(found) > limit else None
    return Page(
        items=[ChangedThing(id=thing_id, changed_at=at) for thing_id, at in found[:limit]],
        next_cursor=Cursor.sign(position, asked) if position else None,
    )
