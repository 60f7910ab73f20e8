"""Task: take what is held for a checkout; taking it again changes nothing."""

from chassis.task import task
from payments import _operations, _wiring
from payments._domain.payment import CheckoutId
from payments._domain.refusals import PaymentNotCapturable
from payments._replies import Checkout, PaymentState


@task
def handler(asked: Checkout) -> PaymentState:
    payment = _wiring.payments().of_checkout(CheckoutId(asked.checkout_id))
    if payment is None:
        raise PaymentNotCapturable(f"checkout {asked.checkout_id} has no payment")
    payment = _operations.capture(payment)
    if payment.status != "captured":
        raise PaymentNotCapturable(f"the payment of checkout {payment.checkout_id} is {payment.status}")
    return PaymentState.of(payment)
