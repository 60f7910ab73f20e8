"""DELETE /follows/{profile_id}: stop following a profile; doing it again changes nothing."""

from chassis import clock
from chassis.http import Caller, Reply, endpoint
from social import _wiring
from social._domain.follow import unfollowed
from social._domain.profile import ProfileId, acting_profile


@endpoint("DELETE /follows/{profile_id}", scope="social:write", status=204)
def handler(profile_id: ProfileId, caller: Caller) -> Reply[None]:
    me, now = acting_profile(caller.profile_id, caller.sub), clock.now()
    with _wiring.follows().transaction() as follows:
        before = follows.lock(me, profile_id, now)
        follow = unfollowed(before)
        if follow != before:
            follows.save(follow, now)
    return Reply(None)
