"""Events of payments (`cdlc.payments`): money was held, taken, refused, or let go.

Data by `events/schemas/payments/<Fact>.v1.json`, in every event the whole payment as it is after the change;
`aggregateversion` is the payment's version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from chassis.events import Event

if TYPE_CHECKING:
    from datetime import datetime

SOURCE = "/cdlc/payments"
PAYMENT_AUTHORIZED = "cdlc.payments.PaymentAuthorized.v1"
PAYMENT_CAPTURED = "cdlc.payments.PaymentCaptured.v1"
PAYMENT_DECLINED = "cdlc.payments.PaymentDeclined.v1"
PAYMENT_RELEASED = "cdlc.payments.PaymentReleased.v1"


class Money(TypedDict):
    """Minor units, ISO 4217."""

    amount: int
    currency: str


class Payment(TypedDict):
    """What others may know of a payment. `decline_code` is the bank's reason where it was declined."""

    payment_id: str
    checkout_id: str
    account_id: str
    amount: Money
    status: str  # authorized, capturing, captured, declined, releasing, voided or refunded
    decline_code: str | None


def payment_authorized(payment: Payment, *, version: int, at: datetime) -> Event:
    """The amount is held on the person's card since `at`."""
    return _event(PAYMENT_AUTHORIZED, payment, version, at)


def payment_captured(payment: Payment, *, version: int, at: datetime) -> Event:
    """The amount was taken."""
    return _event(PAYMENT_CAPTURED, payment, version, at)


def payment_declined(payment: Payment, *, version: int, at: datetime) -> Event:
    """The bank refused; the payment has ended."""
    return _event(PAYMENT_DECLINED, payment, version, at)


def payment_released(payment: Payment, *, version: int, at: datetime) -> Event:
    """The hold was let go (`voided`) or the money given back (`refunded`); the payment has ended."""
    return _event(PAYMENT_RELEASED, payment, version, at)


def _event(kind: str, payment: Payment, version: int, at: datetime) -> Event:
    subject = payment["payment_id"]
    return Event(type=kind, source=SOURCE, subject=subject, time=at, aggregateversion=version, data={**payment})
