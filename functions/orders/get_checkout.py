"""GET /checkouts/{checkout_id}: how far a checkout is, for who started it."""

from chassis.http import Caller, Reply, endpoint
from orders import _wiring
from orders._domain.checkout import CheckoutId
from orders._domain.refusals import CheckoutUnknown
from orders._replies import CheckoutReply


@endpoint("GET /checkouts/{checkout_id}", scope="orders:read")
def handler(checkout_id: CheckoutId, caller: Caller) -> Reply[CheckoutReply]:
    checkout = _wiring.checkouts().read(checkout_id)
    if checkout.account_id != caller.sub:
        raise CheckoutUnknown(f"there is no checkout {checkout_id}")
    order_id = _wiring.orders().id_for(checkout_id) if checkout.status == "completed" else None
    return Reply(CheckoutReply.of(checkout, order_id), version=checkout.version)
