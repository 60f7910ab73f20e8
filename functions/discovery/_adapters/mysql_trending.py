"""Trending in MySQL: what to rank, whole runs, and pages of one run."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from chassis.ids import from_bytes, new_id, to_bytes
from discovery._domain.trending import HALF_LIFE, WINDOW, RatedTitle, TitleId, TrendingTitle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chassis.mysql import Database, Transaction

KEPT_RUNS = 24  # so long, in hourly runs, may a reader take from one page to the next

_RATED = """
SELECT t.title_id, r.rating, r.rated_at
FROM ratings r JOIN links l ON l.movie_id = r.movie_id JOIN titles t ON t.tmdb_id = l.tmdb_id
WHERE r.rated_at > %s AND r.rated_at <= %s AND t.removed = 0
"""
_WITHOUT_TITLE = """
SELECT COUNT(*) AS ratings FROM ratings r WHERE NOT EXISTS (
  SELECT 1 FROM links l JOIN titles t ON t.tmdb_id = l.tmdb_id WHERE l.movie_id = r.movie_id AND t.removed = 0)
"""
_INSERT_RUN = (
    "INSERT INTO trending_runs (id, computed_at, window_days, half_life_hours, ratings_counted, ratings_without_title)"
    " VALUES (%s, %s, %s, %s, %s, %s)"
)
_INSERT_PLACE = "INSERT INTO trending (run_id, place, title_id, score, ratings) VALUES (%s, %s, %s, %s, %s)"
_PAGE = """
SELECT p.place, p.title_id, p.score, p.ratings, t.name
FROM trending p JOIN titles t ON t.title_id = p.title_id
WHERE p.run_id = %s AND p.place > %s AND t.removed = 0 ORDER BY p.place LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One computation of the list, with what it was computed from."""

    id: str
    computed_at: datetime
    window_days: int
    half_life_hours: int
    ratings_counted: int
    ratings_without_title: int

    def facts(self) -> dict[str, Any]:
        """Everything but the id."""
        return {name: value for name, value in asdict(self).items() if name != "id"}


class Trending:
    """Ratings in, ranked runs out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ratings(self, now: datetime) -> list[RatedTitle]:
        """Every rating within the window before `now` of a film that the catalogue has."""
        until = now.astimezone(UTC).replace(tzinfo=None)
        with self._database.read() as tx:
            rows = tx.all(_RATED, (until - WINDOW, until))
        return [
            RatedTitle(TitleId(from_bytes(row["title_id"])), float(row["rating"]), row["rated_at"].replace(tzinfo=UTC))
            for row in rows
        ]

    def publish(self, ranked: Sequence[TrendingTitle], counted: int, now: datetime) -> Run:
        """Make `ranked` the list, at once for every reader, and forget runs that nobody can be reading any more."""
        with self._database.transaction() as tx:
            found = tx.one(_WITHOUT_TITLE) or {"ratings": 0}
            run = Run(new_id(now), now, WINDOW.days, HALF_LIFE // timedelta(hours=1), counted, found["ratings"])
            key, computed_at = to_bytes(run.id), now.astimezone(UTC).replace(tzinfo=None)
            facts = (run.window_days, run.half_life_hours, run.ratings_counted, run.ratings_without_title)
            tx.run(_INSERT_RUN, (key, computed_at, *facts))
            tx.many(_INSERT_PLACE, [(key, p.place, to_bytes(p.title_id), p.score, p.ratings) for p in ranked])
            _forget_old(tx)
            tx.save()
        return run

    def page(self, run_id: str | None, after: int, limit: int) -> tuple[Run | None, list[dict[str, Any]]]:
        """At most `limit` rows after a place of the run (None = the newest). No run = none computed, or forgotten."""
        with self._database.read() as tx:
            row = _run(tx, run_id)
            if row is None:
                return None, []
            rows = tx.all(_PAGE, (row["id"], after, limit))
        return _run_from(row), [{**row, "title_id": from_bytes(row["title_id"])} for row in rows]


def _run(tx: Transaction, run_id: str | None) -> dict[str, Any] | None:
    if run_id is None:
        return tx.one("SELECT * FROM trending_runs ORDER BY seq DESC LIMIT 1")
    return tx.one("SELECT * FROM trending_runs WHERE id = %s", (to_bytes(run_id),))


def _run_from(row: Mapping[str, Any]) -> Run:
    return Run(
        id=from_bytes(row["id"]),
        computed_at=row["computed_at"].replace(tzinfo=UTC),
        window_days=row["window_days"],
        half_life_hours=row["half_life_hours"],
        ratings_counted=row["ratings_counted"],
        ratings_without_title=row["ratings_without_title"],
    )


def _forget_old(tx: Transaction) -> None:
    """By the order of writing, not by the clock, which may be moved back."""
    kept = tx.all("SELECT id FROM trending_runs ORDER BY seq DESC LIMIT %s", (KEPT_RUNS,))
    ids = (tuple(row["id"] for row in kept),)
    tx.run("DELETE FROM trending WHERE run_id NOT IN %s", ids)
    tx.run("DELETE FROM trending_runs WHERE id NOT IN %s", ids)
