"""A payment: what we asked for, what the provider says of it, and what follows from that.

    authorizing ──► authorized ──► capturing ──► captured
         │  └──► declined   │           │            │
         └──────────────────┴── releasing ───────────┘
                                    ├──► voided      (nothing was taken)
                                    ├──► declined
                                    └──► refunded    (all of it was given back)
    none: released before there was anything to release

The provider's word counts: `settled` turns it into the next status, the book's missing entries and the events,
whichever task heard it and however late. What has ended never changes again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, NewType

from payments._domain.ledger import Movement, movements
from payments._domain.refusals import CheckoutPaidOtherwise, PaymentNotCapturable, PaymentNotFound

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from payments._domain.ledger import Truth

PaymentId = NewType("PaymentId", str)
CheckoutId = NewType("CheckoutId", str)
Status = Literal[
    "authorizing", "authorized", "declined", "capturing", "captured", "releasing", "voided", "refunded", "none"
]
DOING: tuple[Status, ...] = ("authorizing", "capturing", "releasing")
ENDED: tuple[Status, ...] = ("declined", "voided", "refunded", "none")
PATIENCE = timedelta(minutes=1)
"""After that a payment that is still on its way is looked after: no task runs that long."""
ABANDONED = timedelta(minutes=15)
"""After that an authorisation without an answer is given up."""


@dataclass(frozen=True, slots=True)
class Money:
    """Minor units of an ISO 4217 currency."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """The one payment of a checkout. Account, money, method are None where it was released before it was asked for."""

    id: PaymentId
    checkout_id: CheckoutId
    account_id: str | None
    money: Money | None
    method: str | None
    intent_id: str | None = None
    status: Status = "authorizing"
    decline_code: str | None = None
    version: int = 1
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A payment's next state, and what of it the book does not have yet."""

    before: Payment
    after: Payment
    movements: tuple[Movement, ...] = ()

    @property
    def ended_as(self) -> Status | None:
        """How it ended, where this change ended it."""
        return self.after.status if self.after.status in ENDED and self.before.status != self.after.status else None


def tombstone(payment_id: PaymentId, checkout_id: CheckoutId, now: datetime) -> Payment:
    """Takes the checkout's one place, so that no payment of it can begin any more."""
    return Payment(
        id=payment_id, checkout_id=checkout_id, account_id=None, money=None, method=None, status="none",
        created_at=now, updated_at=now,
    )  # fmt: skip


def require_owner(payment: Payment, account_id: str) -> None:
    """Raises `PaymentNotFound`: somebody else's payment does not exist."""
    if payment.account_id != account_id:
        raise PaymentNotFound(f"there is no payment {payment.id}")


def require_same(payment: Payment, asked: Payment) -> None:
    """A repetition asks for the same. Raises `CheckoutPaidOtherwise`; a tombstone fits everything."""
    if payment.status == "none":
        return
    if (payment.account_id, payment.money, payment.method) != (asked.account_id, asked.money, asked.method):
        raise CheckoutPaidOtherwise(f"checkout {payment.checkout_id} has a payment of another amount or kind")


def capture_begun(payment: Payment, now: datetime) -> Payment:
    """Ready to be taken, or taken already. Raises `PaymentNotCapturable`."""
    if payment.status in {"capturing", "captured"}:
        return payment
    if payment.status != "authorized":
        raise PaymentNotCapturable(f"the payment of checkout {payment.checkout_id} is {payment.status}")
    return replace(payment, status="capturing", version=payment.version + 1, updated_at=now)


def release_begun(payment: Payment, now: datetime) -> Payment:
    """From here on nothing can be authorised or taken. What the provider never heard of ends at once."""
    if payment.status in ENDED:
        return payment
    status: Status = "voided" if payment.intent_id is None else "releasing"
    return (
        payment
        if payment.status == status
        else replace(payment, status=status, version=payment.version + 1, updated_at=now)
    )


def settled(payment: Payment, truth: Truth, recorded: Collection[str], now: datetime) -> Change:
    """What the provider's word makes of it; `recorded` names the movements that the book has."""
    fresh = tuple(each for each in movements(truth) if each.kind not in recorded)
    status = _status(payment.status, truth)
    if not fresh and status == payment.status:
        return Change(payment, payment)
    told = sum(each.kind in {"authorize", "capture"} for each in fresh) + (status in ENDED and status != payment.status)
    code = truth.decline_code if status == "declined" else payment.decline_code
    version = payment.version + max(1, told)  # one for each event
    return Change(payment, replace(payment, status=status, decline_code=code, version=version, updated_at=now), fresh)


def _status(status: Status, truth: Truth) -> Status:
    if status in ENDED:
        return status
    ended = _ended(truth)
    if ended or status == "releasing":
        return ended or status
    if truth.captured:
        return "captured"
    if status != "authorizing":
        return status
    held: Status = "authorized" if truth.authorized else status
    return "declined" if truth.decline_code and not truth.authorized else held


def _ended(truth: Truth) -> Status | None:
    if truth.captured and truth.refunded >= truth.captured:
        return "refunded"
    if truth.ended:
        return "declined" if truth.decline_code and not truth.authorized else "voided"
    return None
