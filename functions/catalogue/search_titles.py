"""GET /titles: find titles by words, genre, country and year."""

from dataclasses import asdict

from catalogue import _wiring
from catalogue._domain.search import title_search
from catalogue._replies.titles import TitleListItem
from chassis.http import Page, endpoint
from chassis.paging import Cursor, Limit


@endpoint("GET /titles", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(  # noqa: PLR0913, PLR0917 - one argument per query parameter
    query: str = "",
    kind: list[str] | None = None,
    genre: list[str] | None = None,
    country: list[str] | None = None,
    year: str | None = None,
    sort: str | None = None,
    limit: Limit = 20,
    cursor: str | None = None,
) -> Page[TitleListItem]:
    wanted = title_search(query=query, kind=kind or [], genre=genre or [], country=country or [], year=year, sort=sort)
    bound_to = asdict(wanted)
    after = None if cursor is None else Cursor.verify(cursor, bound_to)
    rows, position = _wiring.search().page(wanted, after, limit)
    return Page(
        items=[TitleListItem.model_validate(asdict(row)) for row in rows],
        next_cursor=None if position is None else Cursor.sign(position, bound_to),
    )
