"""The release calendar of a country: what comes out when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from catalogue._domain.refusals import MalformedFilter
from catalogue._domain.releases import ReleaseType
from catalogue._domain.title import Kind, TitleId
from chassis.errors import FieldError

USUAL_DAYS, MOST_DAYS = 90, 366
MOST_EVENTS = 1000

Place = tuple[date, str, str]
"""Where a page of the calendar ends: day, title, type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarQuery:
    """Releases in `country_code` from `first` to `last`, both included; of one type or kind of title, `None` = any."""

    country_code: str
    first: date
    last: date
    type: ReleaseType | None
    kind: Kind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """A release on its day. An episode has its series' name and both numbers; `updated_at` is the title's."""

    release_date: date
    title_id: TitleId
    type: ReleaseType
    kind: Kind
    name: str
    series_name: str | None
    season_number: int | None
    number: int | None
    certification: str | None
    note: str
    updated_at: datetime

    @property
    def place(self) -> Place:
        """Where it stands in the calendar."""
        return self.release_date, self.title_id, self.type


def days(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """The days asked for: from today, for 90 days unless said. Raises `MalformedFilter` above 366 or backwards."""
    begin = first or (min(today, last) if last else today)
    try:
        end = last or begin + timedelta(days=USUAL_DAYS - 1)
    except OverflowError:
        end = date.max
    if not 0 <= (end - begin).days < MOST_DAYS:
        detail = f"a calendar is at most {MOST_DAYS} days long and ends after it begins"
        raise MalformedFilter(f"to: {detail}", errors=[FieldError("/query/to", "malformed", detail)])
    return begin, end


def require_all(entries: list[CalendarEntry]) -> None:
    """Raise `MalformedFilter` where a file would leave out releases: it has no second page."""
    if len(entries) > MOST_EVENTS:
        detail = f"more than {MOST_EVENTS} releases: ask for fewer days, or one type or kind"
        raise MalformedFilter(f"to: {detail}", errors=[FieldError("/query/to", "too_many", detail)])
