"""Task: store series with their seasons and episodes; called by `cdlc import series`, safe to repeat."""

from typing import Any

from catalogue import _wiring
from catalogue._domain.columns import RowRejected
from catalogue._domain.tmdb_series import read_series
from catalogue._replies.imports import ImportedTitles, RejectedRow
from chassis import clock
from chassis.reply import Body
from chassis.task import task


class SeriesRow(Body):
    """A series' line and its cells in the three files, as text."""

    line: int
    series: dict[str, Any]
    seasons: list[dict[str, Any]]
    episodes: list[dict[str, Any]]


class SeriesRows(Body):
    """A batch."""

    rows: list[SeriesRow]


@task
def handler(batch: SeriesRows) -> ImportedTitles:
    now, store = clock.now(), _wiring.series_import()
    read, rejected = [], []
    for row in batch.rows:
        try:
            read.append(read_series(row.series, row.seasons, row.episodes))
        except RowRejected as refusal:
            rejected.append(RejectedRow(line=row.line, reason=str(refusal)))
    outcome = store.store(read, now)
    return ImportedTitles(added=outcome.added, changed=outcome.changed, unchanged=outcome.unchanged, rejected=rejected)
