"""What the tasks and the reconciler share: our row first, then the provider, then what the provider says into our row.

No transaction is open while the provider is asked. Each step can be repeated by anybody at any time, also beside
another's: the row's lock orders what we write, the intent's state at the provider what happens to the money.
"""

from __future__ import annotations

from chassis import clock
from chassis.errors import Refusal
from chassis.telemetry import logger
from payments import _wiring
from payments._domain.ledger import Truth
from payments._domain.payment import ABANDONED, DOING, Change, Payment, capture_begun, release_begun, settled


def authorize(payment: Payment) -> Payment:
    """Have the amount held. The row names the intent before the intent may hold money, so a release finds it."""
    provider = _wiring.provider()
    if payment.status != "authorizing":
        return payment
    if payment.intent_id is None:
        intent = provider.intend(payment)
        if isinstance(intent, Truth):
            return settle(payment, intent)
        payment = _wiring.payments().intend(payment, intent)
    return settle(payment, provider.authorize(payment)) if payment.status == "authorizing" else payment


def capture(payment: Payment) -> Payment:
    """Have the hold taken. Raises `PaymentNotCapturable` where there is none."""
    with _wiring.payments().locked(payment.id) as row:
        payment = row.save(Change(row.payment, capture_begun(row.payment, clock.now())))
    return settle(payment, _wiring.provider().capture(payment)) if payment.status == "capturing" else payment


def release(payment: Payment) -> Payment:
    """Let go of the hold, or give back what was taken; whatever happens later, nothing can be held any more."""
    with _wiring.payments().locked(payment.id) as row:
        payment = row.save(Change(row.payment, release_begun(row.payment, clock.now())))
    return settle(payment, _wiring.provider().release(payment)) if payment.status == "releasing" else payment


def settle(payment: Payment, truth: Truth) -> Payment:
    """Write down what the provider says; the payment as it is then."""
    with _wiring.payments().locked(payment.id) as row:
        return row.save(settled(row.payment, truth, row.recorded(), clock.now()))


def reconcile(payment: Payment) -> bool:
    """Carry on what a payment was on its way to; whether it got there. A failure waits for the next tick.

    An authorisation is looked at, not repeated: whether anybody still wants it is the checkout's to know. One that
    never began is given up after `ABANDONED`.
    """
    try:
        if payment.status == "capturing":
            return capture(payment).status not in DOING
        if payment.status == "releasing" or clock.now() - payment.updated_at > ABANDONED:
            return release(payment).status not in DOING
        return payment.intent_id is not None and settle(payment, _wiring.provider().look(payment)).status not in DOING
    except Refusal:
        logger().warning("a payment could not be settled yet", exc_info=True, extra={"payment_id": payment.id})
        return False
