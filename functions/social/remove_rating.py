"""DELETE /ratings/{title_id}: take a rating back, if it has not changed since it was read."""

from chassis import clock
from chassis.http import Caller, IfMatch, Reply, endpoint
from social import _wiring
from social._domain.profile import acting_profile
from social._domain.rating import TitleId, removed


@endpoint("DELETE /ratings/{title_id}", scope="social:write", status=204)
def handler(title_id: TitleId, caller: Caller, expected: IfMatch) -> Reply[None]:
    me, now = acting_profile(caller.profile_id, caller.sub), clock.now()
    with _wiring.ratings().transaction() as ratings:
        ratings.save(removed(ratings.lock(me, title_id, now), expected), now)
    return Reply(None)
