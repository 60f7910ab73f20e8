"""Task of the checkout: make the paid checkout an order with tickets, once, and publish it."""

from functools import partial

from chassis import clock
from chassis.ids import new_id
from chassis.task import task
from orders import _wiring
from orders._adapters import mysql_orders
from orders._domain.checkout import Checkout, completed
from orders._domain.facts import order_was_completed
from orders._domain.order import order_for
from orders._tasks import Issued, IssueRequest


@task
def handler(asked: IssueRequest) -> Issued:
    now = clock.now()
    title = _film_name(_wiring.checkouts().read(asked.checkout_id))  # before the row is locked
    with _wiring.checkouts().transaction() as checkouts:
        before = checkouts.lock(asked.checkout_id)
        made = mysql_orders.id_of(checkouts.tx, before.id)
        if made is not None:  # by an earlier call, whose answer was lost
            return Issued(checkout_id=before.id, order_id=made)
        checkouts.replace(before, completed(before, now))
        order = order_for(before, asked.payment_id, title, now, partial(new_id, now))
        mysql_orders.add(checkouts.tx, order)
        checkouts.save(order_was_completed(order))
    return Issued(checkout_id=before.id, order_id=order.id)


def _film_name(checkout: Checkout) -> str | None:
    if checkout.hold is None:
        return None
    return _wiring.film_names().of([checkout.hold.title_id]).get(checkout.hold.title_id)
