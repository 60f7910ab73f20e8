"""GET /showings/{showing_id}/seats: every seat with its price, and whether it is free, held or sold."""

from booking import _wiring
from booking._domain.seating import SeatId, ShowingId
from booking._replies import SeatReply, SeatsReply, SeatState
from chassis import clock
from chassis.http import endpoint


@endpoint("GET /showings/{showing_id}/seats", cache="public, s-maxage=1")
def handler(showing_id: ShowingId) -> SeatsReply:
    showing = _wiring.showings().read(showing_id)
    held = _wiring.holds().held(showing_id, clock.now())
    sold = _wiring.sales().sold(showing_id)  # after the holds: a seat sold in between is sold, not free

    def state(seat: SeatId) -> SeatState:
        return "sold" if seat in sold else "held" if seat in held else "free"

    plan = _wiring.showings().plan(showing.plan_id)
    return SeatsReply(items=[SeatReply.of(seat, showing, state(seat.id)) for seat in plan])
