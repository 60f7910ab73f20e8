"""The facts that payments publishes: from a change to the events of `contracts.payments`."""

from chassis.events import Event
from contracts import payments as published
from payments._domain.payment import Change, Payment


def facts(change: Change) -> list[Event]:
    """One event per fact, in their order, each with the version that it made."""
    payment, kinds = change.after, [each.kind for each in change.movements]
    told = [(kind, build) for kind, build in _BUILDERS.items() if kind in kinds or kind == _ending(change)]
    first = payment.version - len(told) + 1
    return [
        build(_told(payment), version=first + place, at=payment.updated_at) for place, (_, build) in enumerate(told)
    ]


_BUILDERS = {
    "authorize": published.payment_authorized,
    "capture": published.payment_captured,
    "declined": published.payment_declined,
    "released": published.payment_released,
}


def _ending(change: Change) -> str | None:
    if change.ended_as is None:
        return None
    return "declined" if change.ended_as == "declined" else "released"


def _told(payment: Payment) -> published.Payment:
    if payment.money is None or payment.account_id is None:
        raise ValueError(f"payment {payment.id} was never asked for: there is nothing to tell of it")
    return {
        "payment_id": payment.id,
        "checkout_id": payment.checkout_id,
        "account_id": payment.account_id,
        "amount": {"amount": payment.money.amount, "currency": payment.money.currency},
        "status": payment.status,
        "decline_code": payment.decline_code,
    }
