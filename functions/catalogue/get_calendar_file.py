"""GET /calendar.ics: what comes out in a country, as a file that calendars subscribe to."""

from catalogue import _wiring
from catalogue._domain.calendar import MOST_EVENTS, require_all
from catalogue._replies.calendar import CalendarDays, ics
from chassis import clock
from chassis.http import Reply, endpoint


@endpoint("GET /calendar.ics", cache="public, max-age=900", media="text/calendar; charset=utf-8")
def handler(asked: CalendarDays) -> Reply[str]:
    entries = _wiring.calendar().entries(asked.query(clock.now().date()), None, MOST_EVENTS + 1)
    require_all(entries)
    return Reply(ics(entries, asked.country))
