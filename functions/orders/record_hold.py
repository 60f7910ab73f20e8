"""Task of the checkout: write down what the hold found; from here on the price is fixed."""

from chassis import clock
from chassis.task import task
from orders import _wiring
from orders._domain.checkout import with_hold
from orders._tasks import HeldMoney, HoldRecord, PriceFixed


@task
def handler(asked: HoldRecord) -> PriceFixed:
    hold = asked.hold.hold()
    with _wiring.checkouts().transaction() as checkouts:
        before = checkouts.lock(asked.checkout_id)
        after = with_hold(before, hold, clock.now())
        checkouts.replace(before, after)
        checkouts.save()
    total = (after.hold or hold).total
    return PriceFixed(checkout_id=after.id, total=HeldMoney(amount=total.amount, currency=total.currency))
