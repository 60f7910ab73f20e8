"""GET /people: people by name, or by their last change; `query` has beginnings of words of the name."""

from catalogue import _operations, _wiring
from catalogue._domain.listing import SortKey, listing
from catalogue._replies.people import PersonReply
from catalogue._replies.things import Query
from chassis.http import Page, endpoint
from chassis.paging import Limit


@endpoint("GET /people", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(
    query: Query = "", sort: SortKey = "name", limit: Limit = 20, cursor: str | None = None
) -> Page[PersonReply]:
    return _operations.page(_wiring.people(), listing(query, sort), cursor, limit, PersonReply.of)
