"""IMDb's files joined: an index in SQLite that holds what was asked for, and nothing else.

Each file is read once from beginning to end, whatever its order: ratings, titles, episodes, principals, names. Memory
stays at SQLite's cache; the file takes about as much room as the rows that are kept. One that is whole is used again
by an import that goes on after it was killed.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cdlc.imports.imdb_lines import FILES, IDS, Lines, played
from cdlc.imports.tables import find

if TYPE_CHECKING:
    from rich.progress import Progress

KINDS = {
    "film": {"movie", "tvMovie", "tvSpecial", "video"},
    "short": {"short", "tvShort"},
    "series": {"tvSeries", "tvMiniSeries"},
    "episode": {"tvEpisode", "tvPilot"},
}
_SCHEMA = """
CREATE TABLE rejected (file TEXT, line INTEGER, reason TEXT);
CREATE TABLE told (name TEXT PRIMARY KEY, value INTEGER);
CREATE TABLE ratings (tconst TEXT PRIMARY KEY, average TEXT, votes INTEGER) WITHOUT ROWID;
CREATE TABLE titles (tconst TEXT PRIMARY KEY, line INTEGER, type TEXT, name TEXT, original TEXT, year TEXT, ended TEXT,
  runtime TEXT, genres TEXT, is_episode INTEGER) WITHOUT ROWID;
CREATE TABLE episodes (tconst TEXT PRIMARY KEY, line INTEGER, parent TEXT, season INTEGER, number INTEGER)
  WITHOUT ROWID;
CREATE TABLE principals (tconst TEXT, ordering INTEGER, line INTEGER, nconst TEXT, category TEXT, characters TEXT,
  PRIMARY KEY (tconst, ordering)) WITHOUT ROWID;
CREATE INDEX principals_by_name ON principals (nconst);
CREATE TABLE names (nconst TEXT PRIMARY KEY, name TEXT, profession TEXT) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for."""

    kinds: frozenset[str]
    min_votes: int
    limit: int | None

    def types(self) -> frozenset[str]:
        """IMDb's names of the kinds."""
        return frozenset(name for kind in self.kinds for name in KINDS[kind])


class Join:
    """The index of one folder's files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._index = sqlite3.connect(path, isolation_level=None)
        self._index.execute("PRAGMA journal_mode = OFF")
        self._index.execute("PRAGMA synchronous = OFF")

    @classmethod
    def of(cls, folder: Path, state: Path, wanted: Wanted, progress: Progress) -> Join:
        """The index of `folder`, built unless a whole one is there. Raises `ImportFailed`."""
        paths = {name: find(folder, name) for name in FILES}
        stamps = [(str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in paths.values()]
        key = repr((stamps, sorted(wanted.kinds), wanted.min_votes, wanted.limit))
        path = state / "imports" / f"imdb-{hashlib.sha256(key.encode()).hexdigest()[:16]}.sqlite"
        join = cls(path)
        if not join.whole():
            join.close()
            path.unlink()
            join = cls(path)
            _Building(join._index, wanted).build(paths, progress)
        return join

    def whole(self) -> bool:
        """Whether every file was read to its end."""
        try:
            return self._index.execute("SELECT 1 FROM told WHERE name = 'whole'").fetchone() is not None
        except sqlite3.DatabaseError:
            return False

    def all(self, sql: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """Rows, one by one."""
        return iter(self._index.cursor().execute(sql, values))

    def rejected(self) -> Iterator[tuple[tuple[str, int], str]]:
        """File, line and reason of what could not be read."""
        return (((file, line), reason) for file, line, reason in self.all("SELECT file, line, reason FROM rejected"))

    def left_out(self) -> int:
        """How many titles were not asked for."""
        return int(next(self.all("SELECT value FROM told WHERE name = 'left_out'"))[0])

    def close(self) -> None:
        """Let go of the file, which stays."""
        self._index.close()

    def drop(self) -> None:
        """Delete it."""
        self.path.unlink(missing_ok=True)


class _Building:
    """Fills an index."""

    def __init__(self, index: sqlite3.Connection, wanted: Wanted) -> None:
        self._index, self._wanted, self._types = index, wanted, wanted.types()
        self._taken = self._left_out = 0

    def build(self, paths: dict[str, Path], progress: Progress) -> None:
        self._index.executescript(_SCHEMA)
        takers = (self._rating, self._title, self._episode, self._principal, self._name)
        for (name, columns), take in zip(FILES.items(), takers, strict=True):
            self._index.execute("BEGIN")
            for line, cells in Lines(paths[name], columns, self._reject, progress).rows():
                reason = take(line, cells)
                if reason:
                    self._reject(name, line, reason)
            self._index.execute("COMMIT")
        self._finish()

    def _reject(self, file: str, line: int, reason: str) -> None:
        self._index.execute("INSERT INTO rejected VALUES (?, ?, ?)", (file, line, reason))

    def _put(self, table: str, *values: object) -> str | None:
        marks = ", ".join("?" * len(values))
        done = self._index.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", values)  # noqa: S608 - constants
        return None if done.rowcount else f"{values[0]} is in an earlier line already"

    def _has(self, table: str, key: str, value: str | None) -> bool:
        return self._index.execute(f"SELECT 1 FROM {table} WHERE {key} = ?", (value,)).fetchone() is not None  # noqa: S608

    def _rating(self, _line: int, cells: dict[str, str | None]) -> str | None:
        average, votes = cells["averageRating"] or "", cells["numVotes"] or ""
        if not re.fullmatch(r"\d{1,2}(\.\d{1,2})?", average) or float(average) > 10:  # noqa: PLR2004 - the best mark
            return f"averageRating: {average!r} is no number from 0 to 10"
        if not re.fullmatch(r"\d{1,9}", votes):
            return f"numVotes: {votes!r} is no number"
        return self._put("ratings", cells["tconst"], average, int(votes))

    def _title(self, line: int, cells: dict[str, str | None]) -> str | None:
        for name, pattern in (("startYear", r"\d{4}"), ("endYear", r"\d{4}"), ("runtimeMinutes", r"\d{1,9}")):
            if cells[name] is not None and not re.fullmatch(pattern, cells[name] or ""):
                return f"{name}: {cells[name]!r} is no number"
        if not cells["primaryTitle"]:
            return "primaryTitle: empty"
        episode = cells["titleType"] in KINDS["episode"]
        if cells["titleType"] not in self._types or cells["isAdult"] == "1" or not (episode or self._asked(cells)):
            self._left_out += 1
            return None
        self._taken += not episode
        names = ("titleType", "primaryTitle", "originalTitle", "startYear", "endYear", "runtimeMinutes", "genres")
        return self._put("titles", cells["tconst"], line, *(cells[name] for name in names), episode)

    def _asked(self, cells: dict[str, str | None]) -> bool:
        if self._wanted.limit is not None and self._taken >= self._wanted.limit:
            return False
        if not self._wanted.min_votes:
            return True
        found = self._index.execute("SELECT votes FROM ratings WHERE tconst = ?", (cells["tconst"],)).fetchone()
        return found is not None and found[0] >= self._wanted.min_votes

    def _episode(self, line: int, cells: dict[str, str | None]) -> str | None:
        season, number = cells["seasonNumber"], cells["episodeNumber"]
        parent = cells["parentTconst"]
        if not self._has("titles", "tconst", cells["tconst"]) or not self._has("titles", "tconst", parent):
            return None
        if season is None or number is None:
            return None  # the catalogue has no place for an episode without one
        if not (season.isdigit() and number.isdigit()):
            return f"{'episodeNumber' if season.isdigit() else 'seasonNumber'}: no number"
        return self._put("episodes", cells["tconst"], line, parent, int(season), int(number))

    def _principal(self, line: int, cells: dict[str, str | None]) -> str | None:
        if not self._has("titles", "tconst", cells["tconst"]):
            return None
        ordering, nconst = cells["ordering"] or "", cells["nconst"] or ""
        if not ordering.isdigit() or not IDS["nconst"].fullmatch(nconst) or not cells["category"]:
            return "ordering, nconst and category say who did what: one is missing or malformed"
        characters = played(cells["characters"])
        if characters is None:
            return "characters: not a JSON array of texts"
        return self._put("principals", cells["tconst"], int(ordering), line, nconst, cells["category"], characters)

    def _name(self, _line: int, cells: dict[str, str | None]) -> str | None:
        if not self._has("principals", "nconst", cells["nconst"]):
            return None
        if not cells["primaryName"]:
            return "primaryName: empty"
        return self._put("names", cells["nconst"], cells["primaryName"], cells["primaryProfession"])

    def _finish(self) -> None:
        """Titles that nothing can be made of go; credits of nobody are named."""
        lost = self._index.execute(
            "DELETE FROM titles WHERE is_episode AND tconst NOT IN (SELECT tconst FROM episodes)"
        ).rowcount
        self._index.execute(
            "INSERT INTO rejected SELECT 'title.principals.tsv', line, 'nconst: name.basics.tsv has no ' || nconst"
            " FROM principals WHERE nconst NOT IN (SELECT nconst FROM names) AND tconst IN (SELECT tconst FROM titles)"
        )
        self._index.execute("INSERT INTO told VALUES ('left_out', ?)", (self._left_out + lost,))
        self._index.execute("INSERT INTO told VALUES ('whole', 1)")
