"""What the state machine `checkout` says to the tasks of orders, and what they answer."""

from pydantic import AwareDatetime

from chassis.reply import Body
from orders._domain.checkout import CheckoutId, HeldSeat, Hold, Money, Status, Undo


class CheckoutRequest(Body):
    """Which checkout."""

    checkout_id: CheckoutId


class HeldShowing(Body):
    """What the seats are for, as booking says it."""

    showing_id: str
    title_id: str
    starts_at: AwareDatetime
    time_zone: str
    venue: str
    auditorium: str


class HeldMoney(Body):
    """Integer minor units and ISO 4217."""

    amount: int
    currency: str


class HoldAnswer(Body):
    """Booking's answer to the hold."""

    expires_at: AwareDatetime
    showing: HeldShowing
    seats: tuple[HeldSeat, ...]
    total: HeldMoney

    def hold(self) -> Hold:
        """The domain's form."""
        shown = self.showing.model_dump(exclude={"showing_id"})
        total = Money(self.total.amount, self.total.currency)
        return Hold(expires_at=self.expires_at, total=total, seats=self.seats, **shown)


class HoldRecord(CheckoutRequest):
    """A checkout's hold."""

    hold: HoldAnswer


class PriceFixed(Body):
    """What will be authorised, however often the state machine asks."""

    checkout_id: str
    total: HeldMoney


class Failure(Body):
    """A state's error as Step Functions gives it."""

    Error: str
    Cause: str = ""


class AbandonRequest(CheckoutRequest):
    """The checkout, and what went wrong."""

    failure: Failure


class Abandoned(Body):
    """Where the checkout stands, and from where on it is to be undone."""

    checkout_id: str
    status: Status
    undo: Undo


class Ended(Body):
    """Where the checkout stands."""

    checkout_id: str
    status: Status


class IssueRequest(CheckoutRequest):
    """The paid checkout."""

    payment_id: str


class Issued(Body):
    """The order that it became."""

    checkout_id: str
    order_id: str
