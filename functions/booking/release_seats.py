"""Task of the checkout: undo hold and confirmation for good; a late call of either is refused from then on."""

from booking import _wiring
from booking._tasks import Released, SeatsRequest
from chassis import clock
from chassis.task import task


@task
def handler(asked: SeatsRequest) -> Released:
    unsold = _wiring.sales().release(asked.showing_id, asked.checkout_id, clock.now())
    dropped = _wiring.holds().drop(asked.showing_id, asked.checkout_id, asked.seat_ids, for_good=True)
    return Released(checkout_id=asked.checkout_id, was="confirmed" if unsold else "held" if dropped else "none")
