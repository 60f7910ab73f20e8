"""What payments' API and tasks take and say."""

from typing import Annotated, Self

from pydantic import Field

from chassis.reply import Body, Instant
from payments._domain import payment as domain

Id = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class Money(Body):
    """Minor units of an ISO 4217 currency: 1250 EUR is 12.50 €."""

    amount: Annotated[int, Field(gt=0, strict=True)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]

    @classmethod
    def of(cls, money: domain.Money | None) -> Self | None:
        return None if money is None else cls(amount=money.amount, currency=money.currency)


class Checkout(Body):
    """Whose payment is meant."""

    checkout_id: Id


class PaymentAsked(Checkout):
    """What a checkout asks to be held, and on which card."""

    account_id: Annotated[str, Field(min_length=1, max_length=128)]
    amount: Money
    payment_method: Annotated[str, Field(pattern=r"^[!-~]{1,255}$")]


class PaymentState(Body):
    """What became of it. `none`: there never was anything (then without an id)."""

    payment_id: str | None
    status: domain.Status
    amount: Money | None
    decline_code: str | None = None

    @classmethod
    def of(cls, payment: domain.Payment) -> Self:
        payment_id = None if payment.status == "none" else payment.id
        amount = Money.of(payment.money)
        return cls(payment_id=payment_id, status=payment.status, amount=amount, decline_code=payment.decline_code)


class PaymentReply(Body):
    """A payment as its owner sees it."""

    id: str
    checkout_id: str
    status: domain.Status
    amount: Money | None
    decline_code: str | None
    created_at: Instant
    updated_at: Instant
