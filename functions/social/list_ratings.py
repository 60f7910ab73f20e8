"""GET /ratings: the caller's ratings, newest first."""

from datetime import datetime

from chassis.http import Caller, endpoint
from chassis.paging import Cursor, Limit
from social import _wiring
from social._domain.profile import acting_profile
from social._replies import RatingPage, RatingReply


@endpoint("GET /ratings", scope="social:read")
def handler(caller: Caller, limit: Limit = 20, cursor: str | None = None) -> RatingPage:
    me = acting_profile(caller.profile_id, caller.sub)
    query = {"list": "ratings", "profile": me}
    position = Cursor.verify(cursor, query) if cursor else None
    after = (datetime.fromisoformat(position[0]), position[1]) if position else None
    rows = _wiring.ratings().page(me, after, limit + 1)
    more = len(rows) > limit
    last = [str(rows[limit - 1].rated_at), rows[limit - 1].title_id] if more else None
    items = [RatingReply.of(rating) for rating in rows[:limit]]
    return RatingPage(items=items, next_cursor=Cursor.sign(last, query) if more else None)
