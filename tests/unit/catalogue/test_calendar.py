"""The days of a release calendar, and its lines as RFC 5545 wants them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue._domain.calendar import CalendarEntry, days
from catalogue._domain.refusals import MalformedFilter
from catalogue._domain.title import TitleId
from catalogue._replies.calendar import escaped, folded, ics

TODAY = date(2026, 5, 1)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300)


@given(LINE)
def test_a_folded_line_has_75_octets_at_most_and_unfolds_to_itself(line: str) -> None:
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert re.sub("\r\n ", "", "\r\n".join(pieces)) == line


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=100))
def test_an_escaped_text_ends_no_line_and_reads_back_as_it_was(text: str) -> None:
    found = escaped(text)
    assert len(found.splitlines()) <= 1
    plain = re.sub(r"\\(.)", lambda each: "\n" if each[1] == "n" else each[1], found)
    lines = "\n".join(text.splitlines())
    assert plain == "".join(each for each in lines if each == "\n" or not CONTROL.fullmatch(each))


def entry(day: date) -> CalendarEntry:
    return CalendarEntry(
        release_date=day, title_id=TitleId("0193"), type="theatrical", kind="film", name="Ö; A, B\\\nC",
        series_name=None, season_number=None, number=None, certification="12A", note="",
        updated_at=datetime(2026, 1, 2, tzinfo=UTC),
    )  # fmt: skip


def test_an_event_is_a_whole_day_whose_uid_outlives_a_new_day() -> None:
    lines = ics([entry(date(2026, 12, 31))], "GB").decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert {"DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101", "DTSTAMP:20260102T000000Z"} <= set(lines)
    assert r"SUMMARY:Ö\; A\, B\\\nC" in lines
    moved = ics([entry(date(2027, 3, 1))], "GB").decode().split("\r\n")
    assert "UID:0193-GB-theatrical@cdlc" in set(lines) & set(moved)


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (None, None, (TODAY, TODAY + timedelta(days=89))),
        (date(2030, 1, 1), None, (date(2030, 1, 1), date(2030, 3, 31))),
        (None, date(2026, 5, 3), (TODAY, date(2026, 5, 3))),
        (None, date(1999, 1, 1), (date(1999, 1, 1), date(1999, 1, 1))),
        (date.max, None, (date.max, date.max)),
    ],
)
def test_a_calendar_starts_today_and_lasts_90_days_unless_said(
    first: date | None, last: date | None, found: tuple[date, date]
) -> None:
    assert days(first, last, TODAY) == found


@pytest.mark.parametrize("last", [date(2026, 4, 30), date(2027, 5, 2)])
def test_a_calendar_is_neither_backwards_nor_longer_than_a_year(last: date) -> None:
    with pytest.raises(MalformedFilter):
        days(TODAY, last, TODAY)
