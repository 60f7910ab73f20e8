"""Task of the checkout: sell its seats to it; whatever happened before, a seat of a showing is sold once."""

from contextlib import suppress

from booking import _wiring
from booking._tasks import Confirmed, SeatsRequest
from chassis import clock
from chassis.errors import Unavailable
from chassis.task import task


@task
def handler(asked: SeatsRequest) -> Confirmed:
    _wiring.sales().confirm(asked.showing_id, asked.checkout_id, asked.seat_ids, clock.now())
    with suppress(Unavailable):  # sold is sold: a hold that stays behind hides nothing and expires
        _wiring.holds().drop(asked.showing_id, asked.checkout_id, asked.seat_ids, for_good=False)
    return Confirmed(checkout_id=asked.checkout_id, seat_ids=asked.seat_ids)
