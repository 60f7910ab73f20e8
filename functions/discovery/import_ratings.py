"""Task: store a batch of MovieLens's ratings and links; called by `cdlc import movielens`, safe to repeat."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pydantic import ConfigDict, Field

from chassis.reply import Body
from chassis.task import task
from discovery import _wiring
from discovery._domain.movielens import RowRejected, read_link, read_rating

T = TypeVar("T")


class CsvRow(Body):
    """A line's number and, beside it, its cells by column."""

    model_config = ConfigDict(extra="allow")
    line: int


class RatingRows(Body):
    """A batch; every row has `line` and the columns of its file."""

    ratings: list[CsvRow] = Field([])
    links: list[CsvRow] = Field([])


class RejectedRow(Body):
    """A row that was left out."""

    line: int
    reason: str


class ImportedRatings(Body):
    """What became of the batch; `without_title` counts ratings of films that the catalogue lacks: kept all the same."""

    added: int
    changed: int
    unchanged: int
    without_title: int
    rejected: list[RejectedRow]


@task
def handler(batch: RatingRows) -> ImportedRatings:
    rejected: list[RejectedRow] = []
    ratings = _read(batch.ratings, read_rating, rejected)
    links = _read(batch.links, read_link, rejected)
    stored = _wiring.ratings().store(ratings, links)
    return ImportedRatings(
        added=stored.added,
        changed=stored.changed,
        unchanged=stored.unchanged,
        without_title=stored.without_title,
        rejected=rejected,
    )


def _read(rows: Sequence[CsvRow], read: Callable[[dict[str, Any]], T], rejected: list[RejectedRow]) -> list[T]:
    good: list[T] = []
    for row in rows:
        try:
            good.append(read(row.model_extra or {}))
        except RowRejected as refusal:
            rejected.append(RejectedRow(line=row.line, reason=str(refusal)))
    return good
