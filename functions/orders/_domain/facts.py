"""What orders publishes."""

from chassis.clock import rfc3339
from chassis.events import Event
from contracts import orders as published
from orders._domain.order import Order


def order_was_completed(order: Order) -> Event:
    """The whole order; of its tickets everything but the code."""
    currency = order.total.currency
    tickets: list[published.Ticket] = [
        {
            "ticket_id": ticket.id,
            "seat_id": ticket.seat_id,
            "row": ticket.row,
            "number": ticket.number,
            "category": ticket.category,
            "price": {"amount": ticket.amount, "currency": currency},
        }
        for ticket in order.tickets
    ]
    told: published.Order = {
        "order_id": order.id,
        "checkout_id": order.checkout_id,
        "account_id": order.account_id,
        "payment_id": order.payment_id,
        "showing_id": order.showing_id,
        "title_id": order.title_id,
        "title": order.title,
        "starts_at": rfc3339(order.starts_at),
        "time_zone": order.time_zone,
        "venue": order.venue,
        "auditorium": order.auditorium,
        "total": {"amount": order.total.amount, "currency": currency},
        "tickets": tickets,
    }
    return published.order_completed(told, version=order.version, at=order.created_at)
