"""PUT /follows/{profile_id}: follow a profile; doing it again changes nothing."""

from chassis import clock
from chassis.http import Caller, Reply, endpoint
from social import _wiring
from social._domain.follow import followed, require_two
from social._domain.profile import ProfileId, acting_profile
from social._replies import FollowReply


@endpoint("PUT /follows/{profile_id}", scope="social:write")
def handler(profile_id: ProfileId, caller: Caller) -> Reply[FollowReply]:
    me, now = acting_profile(caller.profile_id, caller.sub), clock.now()
    require_two(me, profile_id)
    with _wiring.follows().transaction() as follows:
        before = follows.lock(me, profile_id, now)
        follow = followed(before, now)
        if follow != before:
            follows.save(follow, now)
    body = FollowReply.model_validate({"profile_id": profile_id, "followed_at": follow.followed_at})
    return Reply(body, status=200 if follow == before else 201)
