"""GET /collections: collections by name, or by their last change; `query` has beginnings of words of the name."""

from catalogue import _operations, _wiring
from catalogue._domain.listing import SortKey, listing
from catalogue._replies.collections import CollectionReply
from catalogue._replies.things import Query
from chassis.http import Page, endpoint
from chassis.paging import Limit


@endpoint("GET /collections", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(
    query: Query = "", sort: SortKey = "name", limit: Limit = 20, cursor: str | None = None
) -> Page[CollectionReply]:
    return _operations.page(_wiring.collections(), listing(query, sort), cursor, limit, CollectionReply.of)
