"""GET /payments/{payment_id}: a payment, for its owner."""

from chassis.http import Caller, Reply, endpoint
from payments import _wiring
from payments._domain.payment import PaymentId, require_owner
from payments._replies import Money, PaymentReply


@endpoint("GET /payments/{payment_id}", scope="payments:read")
def handler(payment_id: PaymentId, caller: Caller) -> Reply[PaymentReply]:
    payment = _wiring.payments().read(payment_id)
    require_owner(payment, caller.sub)
    reply = PaymentReply(
        id=payment.id,
        checkout_id=payment.checkout_id,
        status=payment.status,
        amount=Money.of(payment.money),
        decline_code=payment.decline_code,
        created_at=payment.created_at,
        updated_at=payment.updated_at,
    )
    return Reply(reply, version=payment.version)
