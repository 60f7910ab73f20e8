"""GET /titles: find titles by any combination of filters."""

from dataclasses import asdict

from catalogue import _wiring
from catalogue._domain.search import title_search
from catalogue._replies.search import TitleQuery
from catalogue._replies.titles import TitleListItem
from chassis.http import Page, endpoint
from chassis.paging import Cursor


@endpoint("GET /titles", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(asked: TitleQuery) -> Page[TitleListItem]:
    wanted = title_search(asked.model_dump())
    bound_to = asdict(wanted)
    after = None if asked.cursor is None else Cursor.verify(asked.cursor, bound_to)
    rows, position = _wiring.search().page(wanted, after, asked.limit)
    return Page(
        items=[TitleListItem.model_validate(asdict(row)) for row in rows],
        next_cursor=None if position is None else Cursor.sign(position, bound_to),
    )
