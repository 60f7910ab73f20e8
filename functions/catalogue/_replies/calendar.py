"""The release calendar: models with the published field names, and the same as iCalendar (RFC 5545).

Written here rather than with `icalendar`: that brings 8 MB into the layer of every function (components and time zones,
with their data) and takes 80 ms of CPU to import, for all-day events that have neither time zone nor alarm.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Self

from pydantic import Field

from catalogue._domain.calendar import CalendarEntry, CalendarQuery, days
from catalogue._domain.releases import ReleaseType
from catalogue._domain.title import Kind
from catalogue._replies.titles import CountryCode
from chassis.paging import Limit
from chassis.reply import Body

_LINE_OCTETS = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


class CalendarDays(Body):
    """The query of `GET /calendar.ics`: a country's releases from a day to a day, both included."""

    country: CountryCode
    first: date | None = Field(None, alias="from", description="Today unless said")
    last: date | None = Field(None, alias="to", description="90 days in all unless said, at most 366")
    type: ReleaseType | None = None
    kind: Kind | None = None

    def query(self, today: date) -> CalendarQuery:
        """The query as the domain has it. Raises `MalformedFilter`."""
        first, last = days(self.first, self.last, today)
        return CalendarQuery(country_code=self.country, first=first, last=last, type=self.type, kind=self.kind)


class CalendarPage(CalendarDays):
    """The query of `GET /calendar`."""

    limit: Limit = 20
    cursor: str | None = None


class CalendarItem(Body):
    """A release on its day; an episode has its series' name and both numbers."""

    release_date: date
    title_id: str
    type: ReleaseType
    kind: Kind
    name: str
    series_name: str | None
    season_number: int | None
    number: int | None
    certification: str | None
    note: str

    @classmethod
    def of(cls, entry: CalendarEntry) -> Self:
        """The item of a release."""
        return cls(**{name: getattr(entry, name) for name in cls.model_fields})


def ics(entries: Iterable[CalendarEntry], country_code: str) -> bytes:
    """An iCalendar file with one all-day event per release; its UID stays the same whatever the day becomes."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//cdlc//catalogue//EN", "METHOD:PUBLISH"]
    for entry in entries:
        lines += _event(entry, country_code)
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def _event(entry: CalendarEntry, country_code: str) -> list[str]:
    described = ", ".join(text for text in (entry.type, entry.certification, entry.note) if text)
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.title_id}-{country_code}-{entry.type}@cdlc",
        f"DTSTAMP:{entry.updated_at:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{_day(entry.release_date)}",
        f"DTEND;VALUE=DATE:{_day(entry.release_date + timedelta(days=1))}",
        f"SUMMARY:{escaped(_summary(entry))}",
        f"DESCRIPTION:{escaped(described)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")  # strftime leaves out the zeros of years before 1000


def _summary(entry: CalendarEntry) -> str:
    if entry.series_name is None:
        return entry.name
    return f"{entry.series_name} {entry.season_number}x{entry.number:02}: {entry.name}"


def escaped(text: str) -> str:
    """A text as a property's value; of control characters, which a value cannot hold, only the line break is kept."""
    lines = "\n".join(text.splitlines()).translate(_ESCAPES)
    return "".join(each for each in lines if each.isprintable() or each > "\x9f")


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, each but the first after a blank; no character is cut in two."""
    pieces, octets = [""], 0
    for each in line:
        size = len(each.encode())
        if octets + size > _LINE_OCTETS:
            pieces.append(" ")
            octets = 1
        pieces[-1] += each
        octets += size
    return "\r\n".join(pieces)
