"""GET /showings: what is on, in order of start; from now on unless `from` says otherwise."""

from datetime import datetime
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from booking import _wiring
from booking._domain.refusals import TitleIdMalformed
from booking._replies import ShowingReply
from chassis import clock
from chassis.http import Page, endpoint
from chassis.ids import is_id
from chassis.paging import Cursor, Limit
from chassis.reply import Moment


@endpoint("GET /showings", cache="public, s-maxage=2, stale-while-revalidate=2")
def handler(
    since: Annotated[Moment | None, Query(alias="from")] = None,
    title_id: str | None = None,
    limit: Limit = 20,
    cursor: str | None = None,
) -> Page[ShowingReply]:
    if title_id is not None and not is_id(title_id):
        raise TitleIdMalformed(f"{title_id!r} is no id")
    bound_to = {"title_id": title_id, "from": since}
    position = None if cursor is None else Cursor.verify(cursor, bound_to)
    after = (datetime.fromisoformat(position[0]), position[1]) if position else None
    found = _wiring.showings().page(title_id, since or clock.now(), after, limit + 1)
    more, found = len(found) > limit, found[:limit]
    return Page(
        items=[ShowingReply.of(showing) for showing in found],
        next_cursor=Cursor.sign([found[-1].starts_at.isoformat(), found[-1].id], bound_to) if more else None,
    )
