"""Schedule, every minute, and whenever an execution of the checkout breaks off: end what was left open."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from chassis import clock
from chassis.schedule import schedule
from orders import _wiring
from orders._domain.checkout import OPEN, resumed

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent

    from orders._domain.checkout import Checkout

GRACE = timedelta(seconds=10)
"""So long may lie between a checkout's row and its execution."""
MOST = 200
"""Of one tick: each costs a call to Step Functions."""


@schedule
def handler(tick: CloudWatchEvent) -> dict[str, object]:
    broken = tick.detail.get("name")
    store = _wiring.checkouts()
    left = store.of_execution(broken) if broken else store.open_since(clock.now() - GRACE, MOST)
    return {"looked_at": len(left), "resumed": sum(_resume(checkout) for checkout in left)}


def _resume(checkout: Checkout) -> bool:
    """Start the checkout's execution: the first where there is none, the next run where the last one is over."""
    executions = _wiring.executions()
    running = executions.running(checkout)
    if running:
        return False
    if running is False:
        with _wiring.checkouts().transaction() as checkouts:
            now = checkouts.lock(checkout.id)
            if now.run != checkout.run or now.status not in OPEN:
                return False  # somebody else resumed it, or it ended while we looked
            checkout = resumed(now, clock.now())
            checkouts.replace(now, checkout)
            checkouts.save()
    executions.start(checkout)
    return True
