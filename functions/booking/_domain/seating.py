"""Showings, seats and what they cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType

from booking._domain.refusals import PriceChanged, SeatsTaken, SeatsUnknown, ShowingPast, TooManySeats
from chassis.errors import FieldError

ShowingId = NewType("ShowingId", str)
SeatId = NewType("SeatId", str)
CheckoutId = NewType("CheckoutId", str)

MOST_SEATS = 10
"""Of one checkout."""
HOLD = timedelta(minutes=10)
"""For so long a hold keeps others away; longer than a checkout's way to its confirmation."""


@dataclass(frozen=True, slots=True)
class Money:
    """Integer minor units and ISO 4217."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Place:
    """A venue or one of its auditoriums."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Showing:
    """A film in an auditorium at an instant; `prices` are minor units of `currency` by category of seat."""

    id: ShowingId
    title_id: str
    venue: Place
    auditorium: Place
    plan_id: str
    starts_at: datetime
    time_zone: str  # IANA
    currency: str
    prices: Mapping[str, int]
    version: int


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat of a plan; `x` and `y` are its place, in units of one seat."""

    id: SeatId
    row: str
    number: int
    category: str
    x: int
    y: int


def chosen(showing: Showing, plan: Iterable[Seat], wanted: Sequence[SeatId], now: datetime) -> tuple[Seat, ...]:
    """The wanted seats in the order asked for.

    Raises `ShowingPast`, `TooManySeats` or `SeatsUnknown`.
    """
    if now >= showing.starts_at:
        raise ShowingPast(f"showing {showing.id} has begun")
    if not 0 < len(wanted) <= MOST_SEATS or len(set(wanted)) < len(wanted):
        raise TooManySeats(f"ask for 1 to {MOST_SEATS} different seats")
    known = {seat.id: seat for seat in plan}
    if unknown := [seat for seat in wanted if seat not in known]:
        raise SeatsUnknown("this auditorium has no such seat", errors=_seats(unknown, "unknown", "not in the plan"))
    return tuple(known[seat] for seat in wanted)


def total(showing: Showing, seats: Iterable[Seat]) -> Money:
    """What the seats cost together."""
    return Money(sum(showing.prices[seat.category] for seat in seats), showing.currency)


def require_price(price: Money, expected: Money | None) -> None:
    """Raise `PriceChanged` unless the buyer expects nothing, or exactly this."""
    if expected is not None and expected != price:
        raise PriceChanged(f"the seats cost {price.amount} {price.currency}, not {expected.amount} {expected.currency}")


def taken(seats: Iterable[SeatId]) -> SeatsTaken:
    """The refusal that names each seat that is somebody else's."""
    return SeatsTaken("somebody else has these seats", errors=_seats(seats, "taken", "held or sold"))


def _seats(seats: Iterable[SeatId], code: str, detail: str) -> list[FieldError]:
    return [FieldError(f"/seat_ids/{seat}", code, detail) for seat in seats]
