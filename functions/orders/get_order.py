"""GET /orders/{order_id}: an order with its tickets and their codes, for who bought it."""

from chassis.http import Caller, Reply, endpoint
from orders import _wiring
from orders._domain.order import OrderId
from orders._replies import OrderReply


@endpoint("GET /orders/{order_id}", scope="orders:read")
def handler(order_id: OrderId, caller: Caller) -> Reply[OrderReply]:
    order = _wiring.orders().read(order_id, caller.sub)
    return Reply(OrderReply.signed(order, _wiring.ticket_codes().sign), version=order.version)
