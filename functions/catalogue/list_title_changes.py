"""GET /titles/{title_id}/changes: who changed which field when, newest first."""

from catalogue import _wiring
from catalogue._adapters.mysql_history import NEWEST
from catalogue._domain.title import TitleId
from catalogue._replies.history import RevisionItem
from chassis.http import Page, endpoint
from chassis.paging import Cursor, Limit


@endpoint("GET /titles/{title_id}/changes", scope="catalogue:read")
def handler(title_id: TitleId, limit: Limit = 20, cursor: str | None = None) -> Page[RevisionItem]:
    bound_to = {"changes_of": title_id}
    before = NEWEST if cursor is None else Cursor.verify(cursor, bound_to)
    revisions = _wiring.history().of(title_id, before, limit + 1)
    more = Cursor.sign(revisions[limit - 1].version, bound_to) if len(revisions) > limit else None
    return Page(items=[RevisionItem.of(each) for each in revisions[:limit]], next_cursor=more)
