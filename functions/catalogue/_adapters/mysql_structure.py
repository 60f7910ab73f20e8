"""What stands under a series in MySQL: its seasons, its episodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalogue._domain.refusals import TitleNotFound
from catalogue._domain.structure import EpisodeRow, SeasonRow
from catalogue._domain.title import TitleId
from chassis.ids import from_bytes, to_bytes

if TYPE_CHECKING:
    from catalogue._domain.structure import EpisodePlace
    from chassis.mysql import Database, Transaction

_SEASONS = """
SELECT s.id, s.number, s.name, s.overview, s.release_date,
  (SELECT COUNT(*) FROM titles e WHERE e.parent_id = s.id AND e.removed_at IS NULL) AS episodes_count
FROM titles s WHERE s.parent_id = %s AND s.removed_at IS NULL ORDER BY s.number
"""
_EPISODES = """
SELECT e.id, s.id AS season_id, s.number AS season_number, e.number, e.name, e.overview, e.release_date,
  e.runtime_minutes, e.vote_average
FROM titles s JOIN titles e ON e.parent_id = s.id
WHERE {under} = %s AND s.removed_at IS NULL AND e.removed_at IS NULL AND (s.number, e.number) > (%s, %s)
ORDER BY s.number, e.number LIMIT %s
"""
_UNDER = {"series": "s.parent_id", "season": "s.id"}


class Structure:
    """Reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seasons(self, series_id: TitleId) -> list[SeasonRow]:
        """A series' seasons by number, specials (0) first. Raises `TitleNotFound` where it is no series."""
        with self._database.read() as tx:
            _require_kind(tx, series_id, "series")
            rows = tx.all(_SEASONS, (to_bytes(series_id),))
        return [SeasonRow(**{**row, "id": TitleId(from_bytes(row["id"]))}) for row in rows]

    def episodes(self, title_id: TitleId, after: EpisodePlace, limit: int) -> list[EpisodeRow]:
        """At most `limit` episodes of a series or a season after a place. Raises `TitleNotFound` for anything else."""
        with self._database.read() as tx:
            kind = _require_kind(tx, title_id, "series", "season")
            rows = tx.all(_EPISODES.format(under=_UNDER[kind]), (to_bytes(title_id), *after, limit))
        return [_episode(row) for row in rows]


def _episode(row: dict[str, Any]) -> EpisodeRow:
    ids = {name: TitleId(from_bytes(row[name])) for name in ("id", "season_id")}
    return EpisodeRow(**{**row, **ids})


def _require_kind(tx: Transaction, title_id: TitleId, *kinds: str) -> str:
    row = tx.one("SELECT kind FROM titles WHERE id = %s AND removed_at IS NULL", (to_bytes(title_id),))
    if row is None or row["kind"] not in kinds:
        raise TitleNotFound(f"there is no {' or '.join(kinds)} {title_id}")
    return str(row["kind"])
