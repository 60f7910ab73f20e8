"""Task: store a batch of titles of any source; called by `cdlc import imdb|table|export`, safe to repeat."""

from typing import Annotated, Any

from pydantic import Field

from catalogue import _wiring
from catalogue._domain.columns import RowRejected
from catalogue._replies.imports import ImportedTitles, RejectedRow
from catalogue._replies.records import read_title
from catalogue._replies.titles import Source
from chassis import clock
from chassis.reply import Body
from chassis.task import task


class RecordRow(Body):
    """A record and the line that it came from."""

    line: int
    record: dict[str, Any]


class RecordRows(Body):
    """A batch; `source` is remembered as the author, and its ids find the titles again."""

    source: Source
    rows: Annotated[list[RecordRow], Field(max_length=5000)]


@task
def handler(batch: RecordRows) -> ImportedTitles:
    now, store = clock.now(), _wiring.record_import()
    read, rejected = [], []
    for row in batch.rows:
        try:
            read.append(read_title(row.line, row.record))
        except RowRejected as refusal:
            rejected.append(RejectedRow(line=row.line, reason=str(refusal)))
    stored = store.store(batch.source, read, now)
    rejected += [RejectedRow(line=each.line, reason=each.reason) for each in stored.rejected]
    done = stored.outcome
    return ImportedTitles(added=done.added, changed=done.changed, unchanged=done.unchanged, rejected=rejected)
