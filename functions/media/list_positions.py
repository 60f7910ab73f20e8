"""GET /positions: what the profile watched in the last ninety days, the newest first."""

from chassis.http import Caller, endpoint
from chassis.paging import Cursor, Limit, Page
from media import _wiring
from media._domain.position import behind, newest_first, profile_of
from media._replies import PositionReply


@endpoint("GET /positions", scope="media:read")
def handler(caller: Caller, limit: Limit = 20, cursor: str | None = None) -> Page[PositionReply]:
    profile_id = profile_of(caller.profile_id, caller.sub)
    bound_to = {"list": "positions", "profile_id": str(profile_id)}
    after = None if cursor is None else Cursor.verify(cursor, bound_to)
    found = behind(newest_first(_wiring.positions().met(profile_id)), after)
    items, last = [PositionReply.of(each) for each in found[:limit]], found[:limit][-1:]
    place = [last[0].updated_at.isoformat(), last[0].asset_id] if len(found) > limit else None
    return Page(items=items, next_cursor=Cursor.sign(place, bound_to) if place else None)
