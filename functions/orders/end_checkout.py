"""Task of the checkout: everything is undone; end as declined, refused or cancelled."""

from chassis import clock
from chassis.task import task
from orders import _wiring
from orders._domain.checkout import ended
from orders._tasks import CheckoutRequest, Ended


@task
def handler(asked: CheckoutRequest) -> Ended:
    with _wiring.checkouts().transaction() as checkouts:
        before = checkouts.lock(asked.checkout_id)
        after = ended(before, clock.now())
        checkouts.replace(before, after)
        checkouts.save()
    return Ended(checkout_id=after.id, status=after.status)
