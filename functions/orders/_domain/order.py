"""An order: what was bought, and its tickets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from orders._domain.checkout import Checkout, Money
from orders._domain.refusals import CheckoutAbandoned

OrderId = NewType("OrderId", str)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One seat; `amount` in minor units of the order's currency."""

    id: str
    seat_id: str
    row: str
    number: int
    category: str
    amount: int


@dataclass(frozen=True, slots=True)
class Order:
    """A completed purchase; `title` None = the film's name is not known yet."""

    id: OrderId
    checkout_id: str
    account_id: str
    payment_id: str
    showing_id: str
    title_id: str
    title: str | None
    starts_at: datetime
    time_zone: str
    venue: str
    auditorium: str
    total: Money
    created_at: datetime
    tickets: tuple[Ticket, ...]
    version: int = 1


def order_for(
    checkout: Checkout, payment_id: str, title: str | None, now: datetime, new_id: Callable[[], str]
) -> Order:
    """The order that a paid checkout becomes. Raises `CheckoutAbandoned` where nothing is held."""
    hold = checkout.hold
    if hold is None:
        raise CheckoutAbandoned(f"checkout {checkout.id} holds nothing")
    return Order(
        id=OrderId(new_id()),
        checkout_id=checkout.id,
        account_id=checkout.account_id,
        payment_id=payment_id,
        showing_id=checkout.showing_id,
        title_id=hold.title_id,
        title=title,
        starts_at=hold.starts_at,
        time_zone=hold.time_zone,
        venue=hold.venue,
        auditorium=hold.auditorium,
        total=hold.total,
        created_at=now,
        tickets=tuple(Ticket(new_id(), s.seat_id, s.row, s.number, s.category, s.amount) for s in hold.seats),
    )
