"""GET /follows: whom the caller follows, newest first."""

from datetime import datetime

from chassis.http import Caller, endpoint
from chassis.paging import Cursor, Limit
from social import _wiring
from social._domain.profile import acting_profile
from social._replies import FollowPage, FollowReply


@endpoint("GET /follows", scope="social:read")
def handler(caller: Caller, limit: Limit = 20, cursor: str | None = None) -> FollowPage:
    me = acting_profile(caller.profile_id, caller.sub)
    query = {"list": "follows", "profile": me}
    position = Cursor.verify(cursor, query) if cursor else None
    after = (datetime.fromisoformat(position[0]), position[1]) if position else None
    rows = _wiring.follows().page(me, after, limit + 1)
    items = [FollowReply(profile_id=followed_id, followed_at=since) for followed_id, since in rows[:limit]]
    more = len(rows) > limit
    last = [rows[limit - 1][1].isoformat(), rows[limit - 1][0]] if more else None
    return FollowPage(items=items, next_cursor=Cursor.sign(last, query) if more else None)
