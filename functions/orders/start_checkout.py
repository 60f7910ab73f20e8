"""POST /checkouts: buy seats of a showing; the same Idempotency-Key buys once. Follow the Location."""

from chassis import clock
from chassis.http import Caller, IdempotencyKey, Reply, endpoint
from chassis.idempotency import once
from chassis.ids import new_id
from orders import _wiring
from orders._adapters.step_functions import execution_name
from orders._domain.checkout import Checkout, CheckoutId, Money
from orders._replies import CheckoutReply, NewCheckout

OPERATION = "StartCheckout"


@endpoint("POST /checkouts", scope="orders:write", status=202)
def handler(body: NewCheckout, caller: Caller, key: IdempotencyKey) -> Reply[CheckoutReply]:
    now, expected = clock.now(), body.expected_total
    checkout = Checkout(
        id=CheckoutId(new_id(now)),
        account_id=caller.sub,
        showing_id=body.showing_id,
        seat_ids=tuple(body.seat_ids),
        payment_method=body.payment_method,
        expected_total=Money(expected.amount, expected.currency) if expected else None,
        execution_name=execution_name(caller.sub, OPERATION, key),
        created_at=now,
        updated_at=now,
    )
    with _wiring.checkouts().transaction() as checkouts:

        def accept() -> Reply[CheckoutReply]:
            checkouts.add(checkout)
            return Reply(CheckoutReply.of(checkout), location=f"/api/orders/checkouts/{checkout.id}")

        reply, replayed = once(checkouts.tx, caller.sub, OPERATION, key, key.body_hash, accept)
        checkouts.save()
    # Who dies before this line leaves a row: a repetition of the request starts it, or the reconciler does.
    left = _wiring.checkouts().of_execution(checkout.execution_name) if replayed else [checkout]
    for each in left:
        _wiring.executions().start(each)
    return reply
