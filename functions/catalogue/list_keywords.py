"""GET /keywords: keywords by name; `query` has beginnings of their words."""

from dataclasses import asdict

from catalogue import _wiring
from catalogue._domain.listing import listing
from catalogue._replies.things import Query
from catalogue._replies.vocabulary import KeywordReply
from chassis.http import Page, endpoint
from chassis.paging import Cursor, Limit


@endpoint("GET /keywords", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(query: Query = "", limit: Limit = 20, cursor: str | None = None) -> Page[KeywordReply]:
    asked = listing(query, "name")
    bound_to = {"list": "keywords", **asdict(asked)}
    after = None if cursor is None else Cursor.verify(cursor, bound_to)
    words, position = _wiring.keywords().page(asked, after, limit)
    more = None if position is None else Cursor.sign(position, bound_to)
    return Page(items=[KeywordReply.of(each) for each in words], next_cursor=more)
