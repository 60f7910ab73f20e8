"""Events of booking (`cdlc.booking`): a checkout's seats were sold, or given back after that.

Data by `events/schemas/booking/<Fact>.v1.json`. The aggregate is the checkout's reservation, `subject` the checkout's
id, `aggregateversion` 1 when sold, 2 when given back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis.events import Event

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

SOURCE = "/cdlc/booking"
SEATS_SOLD = "cdlc.booking.SeatsSold.v1"
SEATS_RELEASED = "cdlc.booking.SeatsReleased.v1"


def seats_sold(checkout_id: str, showing_id: str, seat_ids: Sequence[str], *, version: int, at: datetime) -> Event:
    """The seats belong to the checkout since `at`."""
    return _event(SEATS_SOLD, checkout_id, showing_id, seat_ids, version, at)


def seats_released(checkout_id: str, showing_id: str, seat_ids: Sequence[str], *, version: int, at: datetime) -> Event:
    """The seats are free again since `at`."""
    return _event(SEATS_RELEASED, checkout_id, showing_id, seat_ids, version, at)


def _event(kind: str, checkout_id: str, showing_id: str, seats: Sequence[str], version: int, at: datetime) -> Event:  # noqa: PLR0913, PLR0917 - the parts of the envelope
    data = {"checkout_id": checkout_id, "showing_id": showing_id, "seat_ids": list(seats)}
    return Event(type=kind, source=SOURCE, subject=checkout_id, time=at, aggregateversion=version, data=data)
