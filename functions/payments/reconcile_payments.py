"""Schedule, every minute: ask the provider about payments that have been on their way for too long, and settle them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis import clock
from chassis.schedule import schedule
from payments import _operations, _wiring
from payments._domain.payment import PATIENCE

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent

AT_ONCE = 10  # a tick's worth: each may wait for the provider's time-out, twice


@schedule
def handler(_tick: CloudWatchEvent) -> dict[str, int]:
    late = _wiring.payments().unfinished(clock.now() - PATIENCE, AT_ONCE)
    settled = [_operations.reconcile(payment) for payment in late]
    return {"late": len(late), "settled": sum(settled)}
