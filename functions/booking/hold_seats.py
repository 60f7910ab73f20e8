"""Task of the checkout: hold seats for ten minutes, all or none, and say what they cost; again for who holds them."""

from booking import _wiring
from booking._domain.refusals import CheckoutReleased, SeatsTaken
from booking._domain.seating import HOLD, Money, chosen, require_price, total
from booking._tasks import Held, HoldRequest
from chassis import clock
from chassis.task import task


@task
def handler(asked: HoldRequest) -> Held:
    now, holds = clock.now(), _wiring.holds()
    showing = _wiring.showings().read(asked.showing_id)
    seats = chosen(showing, _wiring.showings().plan(showing.plan_id, asked.seat_ids), asked.seat_ids, now)
    price = total(showing, seats)
    require_price(price, Money(**asked.expected_total.model_dump()) if asked.expected_total else None)
    holds.take(showing.id, asked.checkout_id, asked.seat_ids, now=now, until=now + HOLD)
    try:  # after the hold: what is sold by now is seen, what is sold later was not held by anybody else
        _wiring.sales().require_free(showing.id, asked.checkout_id, asked.seat_ids)
    except (SeatsTaken, CheckoutReleased):
        holds.drop(showing.id, asked.checkout_id, asked.seat_ids, for_good=False)
        raise
    return Held.of(showing, seats, price, now + HOLD)
