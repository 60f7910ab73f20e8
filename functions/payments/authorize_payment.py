"""Task: hold a checkout's amount on a card; one payment per checkout, however often it is asked for."""

from chassis import clock
from chassis.ids import new_id
from chassis.task import task
from payments import _operations, _wiring
from payments._domain.payment import CheckoutId, Money, Payment, PaymentId, require_same
from payments._domain.refusals import AuthenticationRequired, PaymentAlreadyReleased, PaymentDeclined
from payments._replies import PaymentAsked, PaymentState


@task
def handler(asked: PaymentAsked) -> PaymentState:
    now = clock.now()
    wanted = Payment(
        id=PaymentId(new_id(now)),
        checkout_id=CheckoutId(asked.checkout_id),
        account_id=asked.account_id,
        money=Money(asked.amount.amount, asked.amount.currency),
        method=asked.payment_method,
        created_at=now,
        updated_at=now,
    )
    payment = _wiring.payments().first(wanted)
    require_same(payment, wanted)
    payment = _operations.authorize(payment)
    if payment.decline_code == "authentication_required":
        raise AuthenticationRequired("authentication_required: the card's bank wants to ask the person first")
    if payment.status == "declined":
        raise PaymentDeclined(f"{payment.decline_code}: the payment was declined")
    if payment.status not in {"authorized", "capturing", "captured"}:
        raise PaymentAlreadyReleased(f"the payment of checkout {payment.checkout_id} is {payment.status}")
    return PaymentState.of(payment)
