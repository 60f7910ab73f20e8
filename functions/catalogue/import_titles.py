"""Task: store a batch of films from TMDB's files; called by `cdlc import tmdb`, safe to repeat."""

from typing import Any

from catalogue import _wiring
from catalogue._domain.batch import Row, numbers, read_batch
from catalogue._replies.imports import ImportedTitles, RejectedRow
from chassis import clock
from chassis.reply import Body
from chassis.task import task


class FilmRow(Body):
    """A film's line and its cells in both files, as text; null where a file lacks the film."""

    line: int
    movie: dict[str, Any] | None
    credits: dict[str, Any] | None = None


class FilmRows(Body):
    """A batch."""

    rows: list[FilmRow]


@task
def handler(batch: FilmRows) -> ImportedTitles:
    now, store = clock.now(), _wiring.film_import()
    rows = [Row(row.line, row.movie, row.credits) for row in batch.rows]
    reading = read_batch(rows, store.hashes(numbers(rows)))
    outcome = store.store(reading.films, now)
    return ImportedTitles(
        added=outcome.added,
        changed=outcome.changed,
        unchanged=outcome.unchanged + reading.unchanged,
        rejected=[RejectedRow(line=each.line, reason=each.reason) for each in reading.rejected],
    )
