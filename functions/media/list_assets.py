"""GET /assets: what can be played, the newest first; `title_id` = of one title."""

from chassis.http import endpoint
from chassis.paging import Cursor, Limit, Page
from media import _wiring
from media._replies import AssetReply, Id


@endpoint("GET /assets", cache="public, s-maxage=2, stale-while-revalidate=2")
def handler(title_id: Id | None = None, limit: Limit = 20, cursor: str | None = None) -> Page[AssetReply]:
    bound_to = {"list": "assets", "title_id": title_id}
    after = None if cursor is None else str(Cursor.verify(cursor, bound_to))
    found = _wiring.assets().page(title_id, after, limit + 1)
    items = [AssetReply.of(asset) for asset in found[:limit]]
    return Page(items=items, next_cursor=Cursor.sign(items[-1].id, bound_to) if len(found) > limit else None)
