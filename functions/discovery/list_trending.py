"""GET /trending: the titles that are being rated most just now, first place first."""

from chassis.http import endpoint
from chassis.paging import Cursor, Limit
from discovery import _wiring
from discovery._domain.refusals import TrendingListExpired
from discovery._replies import Computation, TrendingItem, TrendingPage

LIST = {"list": "trending"}


@endpoint("GET /trending", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(limit: Limit = 20, cursor: str | None = None) -> TrendingPage:
    run_id, after = (None, 0) if cursor is None else Cursor.verify(cursor, LIST)
    run, rows = _wiring.trending().page(run_id, after, limit + 1)
    if run is None and run_id is not None:
        raise TrendingListExpired("this list was replaced: start again without the cursor")
    more = run is not None and len(rows) > limit
    return TrendingPage(
        items=[TrendingItem.model_validate(row) for row in rows[:limit]],
        next_cursor=Cursor.sign([run.id, rows[limit - 1]["place"]], LIST) if run and more else None,
        computation=Computation.model_validate(run.facts()) if run else None,
    )
