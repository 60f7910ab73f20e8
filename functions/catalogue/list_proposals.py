"""GET /proposals: what waits for a review, the oldest first; by status, title, person, author and field."""

from catalogue import _wiring
from catalogue._replies.proposals import Account, FieldName, ProposalItem, Statuses
from catalogue._replies.things import Id
from chassis.http import Page, endpoint
from chassis.ids import to_bytes
from chassis.paging import Cursor, Limit


@endpoint("GET /proposals", scope="catalogue:read")
def handler(  # noqa: PLR0913, PLR0917 - one parameter per filter
    status: Statuses = "open",
    title: Id | None = None,
    person: Id | None = None,
    by: Account | None = None,
    field: FieldName | None = None,
    limit: Limit = 20,
    cursor: str | None = None,
) -> Page[ProposalItem]:
    asked = {"status": status, "title": title, "person": person, "by": by, "field": field}
    about = [("thing_id", to_bytes(each)) for each in (title, person) if each]
    filters = [*about, *((name, value) for name, value in (("by", by), ("field", field)) if value)]
    after = None if cursor is None else Cursor.verify(cursor, asked)
    found = _wiring.proposals().page(status.split(","), filters, after, limit + 1)
    more = Cursor.sign(found[limit - 1].id, asked) if len(found) > limit else None
    return Page(items=[ProposalItem.of(each) for each in found[:limit]], next_cursor=more)
