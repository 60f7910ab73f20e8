"""GET /showings/{showing_id}: one showing with its prices."""

from booking import _wiring
from booking._domain.seating import ShowingId
from booking._replies import ShowingReply
from chassis.http import Reply, endpoint


@endpoint("GET /showings/{showing_id}", cache="public, s-maxage=2, stale-while-revalidate=2")
def handler(showing_id: ShowingId) -> Reply[ShowingReply]:
    showing = _wiring.showings().read(showing_id)
    return Reply(ShowingReply.of(showing), version=showing.version)
