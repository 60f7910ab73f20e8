"""What the checkout's state machine says to booking's tasks, and what they answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Self

from booking._domain.seating import CheckoutId, Money, Seat, SeatId, Showing, ShowingId
from booking._replies import SeatMoney
from chassis.reply import Body, Instant


class SeatsRequest(Body):
    """Seats of one showing for one checkout."""

    checkout_id: CheckoutId
    showing_id: ShowingId
    seat_ids: list[SeatId]


class HoldRequest(SeatsRequest):
    """`expected_total` is what the buyer was shown, if the buyer says so."""

    expected_total: SeatMoney | None = None


class HeldSeat(Body):
    """A held seat with its price in minor units of the total's currency."""

    seat_id: str
    row: str
    number: int
    category: str
    amount: int


class HeldShowing(Body):
    """What the seats are for, as it was when they were held."""

    showing_id: str
    title_id: str
    starts_at: Instant
    time_zone: str
    venue: str
    auditorium: str


class Held(Body):
    """The hold: until when, of what, and what it costs."""

    expires_at: Instant
    showing: HeldShowing
    seats: list[HeldSeat]
    total: SeatMoney

    @classmethod
    def of(cls, showing: Showing, seats: Sequence[Seat], price: Money, until: datetime) -> Self:
        """The answer for a hold."""
        shown = HeldShowing(
            showing_id=showing.id,
            title_id=showing.title_id,
            starts_at=showing.starts_at,
            time_zone=showing.time_zone,
            venue=showing.venue.name,
            auditorium=showing.auditorium.name,
        )
        held = [
            HeldSeat(seat_id=s.id, row=s.row, number=s.number, category=s.category, amount=showing.prices[s.category])
            for s in seats
        ]
        total = SeatMoney(amount=price.amount, currency=price.currency)
        return cls(expires_at=until, showing=shown, seats=held, total=total)


class Confirmed(Body):
    """The seats are the checkout's."""

    checkout_id: str
    seat_ids: list[SeatId]


class Released(Body):
    """What the checkout had until now."""

    checkout_id: str
    was: Literal["none", "held", "confirmed"]
