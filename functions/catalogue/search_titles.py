"""GET /titles: find titles by any combination of filters."""

from dataclasses import asdict

from catalogue import _wiring
from catalogue._domain.search import title_search
from catalogue._domain.translations import in_language
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
    known = _wiring.translations().names([row.id for row in rows], tag)
    told = [in_language({"name": row.name}, known[row.id], tag) for row in rows]
    if languages := dict.fromkeys(language for _, used in told for language in used):
        headers["Content-Language"] = ", ".join(languages)
    items = [asdict(row) | texts for row, (texts, _) in zip(rows, told, strict=True)]
    page = Page(
        items=[TitleListItem.model_validate(item) for item in items],
        next_cursor=None if position is None else Cursor.sign(position, bound_to),
    )
    return Reply(page, headers=headers)
