"""GET /titles: find titles by any combination of filters."""

from dataclasses import asdict

from catalogue import _wiring
from catalogue._domain.search import title_search
from catalogue._domain.views import named_in_language
from catalogue._replies.search import TitleQuery
from catalogue._replies.titles import TitleListItem
from catalogue._title_parts import text_language
from chassis.http import Page, Reply, Request, endpoint
from chassis.paging import Cursor


@endpoint("GET /titles", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(asked: TitleQuery, request: Request) -> Reply[Page[TitleListItem]]:
    wanted = title_search(asked.model_dump())
    bound_to = asdict(wanted)
    after = None if asked.cursor is None else Cursor.verify(asked.cursor, bound_to)
    rows, position = _wiring.search().page(wanted, after, asked.limit)
    tag, headers = text_language(asked.text_language, request)
    if tag:
        known = _wiring.translations().names([row.id for row in rows], tag)
        rows, languages = named_in_language(rows, known, tag)
        headers |= {"Content-Language": ", ".join(languages)} if languages else {}
    page = Page(
        items=[TitleListItem.model_validate(row, from_attributes=True) for row in rows],
        next_cursor=None if position is None else Cursor.sign(position, bound_to),
    )
    return Reply(page, headers=headers)
