"""GET /calendar: what comes out in a country, by day."""

from datetime import date

from catalogue import _wiring
from catalogue._replies.calendar import CalendarItem, CalendarPage
from chassis import clock
from chassis.http import Page, endpoint
from chassis.paging import Cursor


@endpoint("GET /calendar", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(asked: CalendarPage) -> Page[CalendarItem]:
    bound_to = asked.model_dump(mode="json", exclude={"limit", "cursor"})
    after, today = None, clock.now().date()
    if asked.cursor is not None:
        began, day, *rest = Cursor.verify(asked.cursor, bound_to)
        after, today = (date.fromisoformat(day), *rest), date.fromisoformat(began)
    query = asked.query(today)  # a walk keeps the day on which it began
    entries = _wiring.calendar().entries(query, after, asked.limit + 1)
    more = None
    if len(entries) > asked.limit:
        day, *rest = entries[asked.limit - 1].place
        more = Cursor.sign([today.isoformat(), day.isoformat(), *rest], bound_to)
    return Page(items=[CalendarItem.of(each) for each in entries[: asked.limit]], next_cursor=more)
