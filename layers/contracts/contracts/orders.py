"""Events of orders (`cdlc.orders`): an order is complete, its tickets are issued.

Data by `events/schemas/orders/<Fact>.v1.json`; `subject` is the order's id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from chassis.events import Event

if TYPE_CHECKING:
    from datetime import datetime

SOURCE = "/cdlc/orders"
ORDER_COMPLETED = "cdlc.orders.OrderCompleted.v1"


class Money(TypedDict):
    """Integer minor units and ISO 4217."""

    amount: int
    currency: str


class Ticket(TypedDict):
    """A ticket without its code, which is its owner's alone."""

    ticket_id: str
    seat_id: str
    row: str
    number: int
    category: str
    price: Money


class Order(TypedDict):
    """What others may know of an order. `title` null = not known when the tickets were issued."""

    order_id: str
    checkout_id: str
    account_id: str
    payment_id: str
    showing_id: str
    title_id: str
    title: str | None
    starts_at: str  # RFC 3339, UTC
    time_zone: str  # IANA
    venue: str
    auditorium: str
    total: Money
    tickets: list[Ticket]


def order_completed(order: Order, *, version: int, at: datetime) -> Event:
    """The order is paid for and its tickets are issued since `at`."""
    return Event(
        type=ORDER_COMPLETED,
        source=SOURCE,
        subject=order["order_id"],
        time=at,
        aggregateversion=version,
        data={**order},
    )
