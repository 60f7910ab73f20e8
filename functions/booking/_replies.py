"""What booking's API says."""

from typing import Literal, Self

from booking._domain.seating import Place, Seat, Showing
from chassis.reply import Body, Instant

SeatState = Literal["free", "held", "sold"]


class SeatMoney(Body):
    """Integer minor units and ISO 4217."""

    amount: int
    currency: str


class PlaceReply(Body):
    """A venue or an auditorium."""

    id: str
    name: str

    @classmethod
    def of(cls, place: Place) -> Self:
        """The reply for a place."""
        return cls(id=place.id, name=place.name)


class CategoryPrice(Body):
    """What a seat of a category costs."""

    category: str
    price: SeatMoney


class ShowingReply(Body):
    """A showing: `starts_at` is UTC, `time_zone` (IANA) is the venue's."""

    id: str
    title_id: str
    venue: PlaceReply
    auditorium: PlaceReply
    starts_at: Instant
    time_zone: str
    prices: list[CategoryPrice]

    @classmethod
    def of(cls, showing: Showing) -> Self:
        """The reply for a showing."""
        return cls(
            id=showing.id,
            title_id=showing.title_id,
            venue=PlaceReply.of(showing.venue),
            auditorium=PlaceReply.of(showing.auditorium),
            starts_at=showing.starts_at,
            time_zone=showing.time_zone,
            prices=[
                CategoryPrice(category=category, price=SeatMoney(amount=amount, currency=showing.currency))
                for category, amount in showing.prices.items()
            ],
        )


class SeatReply(Body):
    """A seat of a showing; `x`, `y` are its place on the plan in units of one seat, `y` 0 nearest to the screen."""

    id: str
    row: str
    number: int
    category: str
    x: int
    y: int
    state: SeatState
    price: SeatMoney

    @classmethod
    def of(cls, seat: Seat, showing: Showing, state: SeatState) -> Self:
        """The reply for a seat."""
        price = SeatMoney(amount=showing.prices[seat.category], currency=showing.currency)
        shown = {name: getattr(seat, name) for name in ("id", "row", "number", "category", "x", "y")}
        return cls(**shown, state=state, price=price)


class SeatsReply(Body):
    """Every seat of a showing, row by row from the screen; a hold that another is about to lose still counts."""

    items: list[SeatReply]
