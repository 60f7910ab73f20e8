"""The sample programme as `booking.import_programme` takes it."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAMME = Path(__file__).with_name("programme.yaml")

Row = dict[str, Any]


def programme_rows(title_ids: Sequence[str], now: datetime) -> dict[str, list[Row]]:
    """`{"venues", "showings"}`: every film in turn, on every evening from `now`'s day on; the same day, the same rows.

    Which film runs when hangs on the calendar alone, so that a later call continues what an earlier one began.
    """
    sent: Row = yaml.load(PROGRAMME.read_text(), Loader=yaml.CSafeLoader)
    zone, first = ZoneInfo(sent["venue"]["time_zone"]), now.astimezone(UTC).date()
    showings = []
    for day in (first + timedelta(days=days) for days in range(sent["days"])):
        slots = [(hall, start) for hall in sent["auditoriums"] for start in hall["starts"]]
        for place, (hall, start) in enumerate(slots):
            film = title_ids[(day.toordinal() * len(slots) + place) % len(title_ids)]
            local = datetime.combine(day, time.fromisoformat(start), zone)
            showings.append(
                {
                    "venue": sent["venue"]["slug"], "auditorium": hall["slug"], "title_id": film,
                    "starts_at": local.astimezone(UTC).isoformat(), "currency": sent["currency"],
                    "prices": hall["prices"],
                }
            )  # fmt: skip
    halls = [{"slug": hall["slug"], "name": hall["name"], "seats": _seats(hall)} for hall in sent["auditoriums"]]
    venue = {**sent["venue"], "organisation_id": sent["organisation_id"], "auditoriums": halls}
    return {"venues": [venue], "showings": showings}


def _seats(hall: Row) -> list[Row]:
    return list(itertools.chain.from_iterable(_row(row, y) for y, row in enumerate(hall["rows"])))


def _row(row: Row, y: int) -> list[Row]:
    x, seats = row.get("indent", 0), []
    for number in range(1, row["seats"] + 1):
        seats.append({"row": row["row"], "number": number, "category": row["category"], "x": x, "y": y})
        x += 2 if number in row.get("gap_after", []) else 1
    return seats
