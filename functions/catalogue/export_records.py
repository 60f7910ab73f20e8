"""Task: a page of records, everything about each thing; called by `cdlc export`."""

from typing import Any, Literal

from catalogue import _wiring
from catalogue._domain.exports import page_of
from catalogue._replies.things import Id
from chassis.reply import Body
from chassis.task import task


class PageOrder(Body):
    """What comes after an id."""

    kind: Literal["titles", "people", "companies", "collections"]
    after: Id | None = None


class RecordPage(Body):
    """Records in the order of ids; `next` is the id to go on after, null at the end."""

    records: list[dict[str, Any]]
    next: str | None


@task
def handler(order: PageOrder) -> RecordPage:
    store = _wiring.export()
    records, last = page_of(lambda after, limit: store.page(order.kind, after, limit), order.after)
    return RecordPage(records=records, next=last)
