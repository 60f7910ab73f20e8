"""Task: store a batch of people, companies or collections; called by `cdlc import export`, safe to repeat."""

from typing import Annotated, Any, Literal

from pydantic import Field

from catalogue import _wiring
from catalogue._domain.columns import RowRejected
from catalogue._replies.imports import ImportedTitles, RejectedRow
from catalogue._replies.thing_records import read_thing
from catalogue._replies.titles import Source
from chassis import clock
from chassis.reply import Body
from chassis.task import task


class ThingRow(Body):
    """A record and the line that it came from."""

    line: int
    record: dict[str, Any]


class ThingRows(Body):
    """A batch of one kind; `source` is remembered as the author."""

    kind: Literal["people", "companies", "collections"]
    source: Source
    rows: Annotated[list[ThingRow], Field(max_length=5000)]


@task
def handler(batch: ThingRows) -> ImportedTitles:
    now, store = clock.now(), _wiring.thing_import()
    read, rejected = [], []
    for row in batch.rows:
        try:
            read.append(read_thing(batch.kind, row.line, row.record))
        except RowRejected as refusal:
            rejected.append(RejectedRow(line=row.line, reason=str(refusal)))
    stored = store.store(batch.kind, batch.source, read, now)
    rejected += [RejectedRow(line=each.line, reason=each.reason) for each in stored.rejected]
    done = stored.outcome
    return ImportedTitles(added=done.added, changed=done.changed, unchanged=done.unchanged, rejected=rejected)
