"""Houses with one small auditorium, each of its own, and what is shown there."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

from chassis.ids import from_bytes, new_id

if TYPE_CHECKING:
    from integration.catalogue.context_stores import Schema

PRICES = {"stalls": 1200, "circle": 1500}


@dataclass(frozen=True)
class House:
    """A showing with its seats, front row (stalls) first; every seat's id by its name."""

    showing_id: str
    title_id: str
    seats: dict[str, str]

    def asking(self, *names: str, checkout: str | None = None, **more: Any) -> dict[str, Any]:
        """What the state machine says to a task for these seats (A1, B2, …)."""
        ids = [self.seats[name] for name in names]
        return {"checkout_id": checkout or new_id(), "showing_id": self.showing_id, "seat_ids": ids, **more}


def task(operation: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Run a task of booking as the state machine does."""
    answer: dict[str, Any] = import_module(f"booking.{operation}").handler(asked, None)
    return answer


def programme(slug: str, starts_at: datetime, *, numbers: int = 3, title_id: str | None = None) -> dict[str, Any]:
    """Rows A (stalls) and B (circle) with `numbers` seats each, and one showing."""
    plan = [
        {"row": row, "number": n, "category": "circle" if row == "B" else "stalls", "x": n, "y": y}
        for y, row in enumerate("AB")
        for n in range(1, numbers + 1)
    ]
    auditorium = {"slug": "one", "name": "One", "seats": plan}
    venue = {"slug": slug, "name": f"House {slug}", "organisation_id": new_id(), "time_zone": "Europe/Paris"}
    showing = {
        "venue": slug, "auditorium": "one", "title_id": title_id or new_id(), "starts_at": starts_at.isoformat(),
        "currency": "EUR", "prices": PRICES,
    }  # fmt: skip
    return {"venues": [{**venue, "auditoriums": [auditorium]}], "showings": [showing]}


def build(schema: Schema, starts_in: timedelta = timedelta(days=1), numbers: int = 3) -> House:
    """A house of its own whose one showing begins in `starts_in`."""
    slug = f"house-{uuid.uuid4().hex}"
    sent = programme(slug, datetime.now(UTC) + starts_in, numbers=numbers)
    task("import_programme", sent)
    showing = schema.rows(
        "SELECT s.id, s.plan_id FROM showings s JOIN auditoriums a ON a.id = s.auditorium_id"
        " JOIN venues v ON v.id = a.venue_id WHERE v.slug = %s",
        (slug,),
    )[0]
    seats = schema.rows("SELECT id, row_label, seat_number FROM seats WHERE plan_id = %s", (showing["plan_id"],))
    names = {f"{row['row_label']}{row['seat_number']}": from_bytes(row["id"]) for row in seats}
    return House(from_bytes(showing["id"]), sent["showings"][0]["title_id"], names)
