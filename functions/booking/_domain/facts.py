"""What booking publishes about a checkout's seats."""

from collections.abc import Sequence
from datetime import datetime

from booking._domain.seating import CheckoutId, SeatId, ShowingId
from chassis.events import Event
from contracts import booking as published


def seats_were_sold(checkout: CheckoutId, showing: ShowingId, seats: Sequence[SeatId], at: datetime) -> Event:
    """The first fact about a checkout here."""
    return published.seats_sold(checkout, showing, list(seats), version=1, at=at)


def seats_were_released(
    checkout: CheckoutId, showing: ShowingId, seats: Sequence[SeatId], version: int, at: datetime
) -> Event:
    """Sold seats were given back."""
    return published.seats_released(checkout, showing, list(seats), version=version, at=at)
