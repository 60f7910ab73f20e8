"""Task, the compensation of the other two: let go or give back everything, and forbid what may come late."""

from chassis import clock
from chassis.ids import new_id
from chassis.task import task
from payments import _operations, _wiring
from payments._domain.payment import CheckoutId, PaymentId, tombstone
from payments._replies import Checkout, PaymentState


@task
def handler(asked: Checkout) -> PaymentState:
    now = clock.now()
    stone = tombstone(PaymentId(new_id(now)), CheckoutId(asked.checkout_id), now)
    payment = _wiring.payments().first(stone)
    return PaymentState.of(_operations.release(payment))
