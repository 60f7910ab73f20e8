"""Task: give titles their ids of other systems; called by `cdlc import links`, safe to repeat."""

from typing import Annotated

from pydantic import Field

from catalogue import _wiring
from catalogue._domain.links import Link
from catalogue._replies.imports import ImportedLinks, RejectedRow
from catalogue._replies.titles import ExternalId, Source
from chassis import clock
from chassis.reply import Body
from chassis.task import task


class LinkRow(Body):
    """Ids that mean one title; those of other systems are given to it where it is found by any of them."""

    line: int
    external_ids: Annotated[dict[Source, ExternalId], Field(min_length=2, max_length=16)]


class LinkRows(Body):
    """A batch; `source` is remembered as the author."""

    source: Source
    rows: Annotated[list[LinkRow], Field(max_length=20_000)]


@task
def handler(batch: LinkRows) -> ImportedLinks:
    links = [Link(row.line, row.external_ids) for row in batch.rows]
    done = _wiring.link_import().store(batch.source, links, clock.now())
    return ImportedLinks(
        added=0,
        changed=done.changed,
        unchanged=done.unchanged,
        without_title=done.without_title,
        rejected=[RejectedRow(line=each.line, reason=each.reason) for each in done.rejected],
    )
