"""GET /orders: the caller's orders, newest first."""

from chassis.http import Caller, Page, endpoint
from chassis.paging import Cursor, Limit
from orders import _wiring
from orders._replies import OrderListItem


@endpoint("GET /orders", scope="orders:read")
def handler(caller: Caller, limit: Limit = 20, cursor: str | None = None) -> Page[OrderListItem]:
    bound_to = {"list": "orders", "account": caller.sub}
    before = None if cursor is None else Cursor.verify(cursor, bound_to)
    found = _wiring.orders().page(caller.sub, before, limit + 1)
    more, found = len(found) > limit, found[:limit]
    return Page(
        items=[OrderListItem.of(order) for order in found],
        next_cursor=Cursor.sign(found[-1].id, bound_to) if more else None,
    )
