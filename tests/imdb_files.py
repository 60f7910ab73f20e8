"""Made-up files in the form of IMDb's data sets, at any size, the same for the same seed.

Written from what the real ones look like: many short things and few films, a long tail of votes, names with letters of
many languages, cells that hold quotes and JSON. `bad` is the share of rows that are broken, in turn by one of several
defects; `written` counts what a reader should make of them.

    PYTHONPATH=tests .venv/bin/python -m imdb_files FOLDER --titles 100000 --seed 7 --bad 0.001 --packed
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FIRST = "Åsa|Zoë|Łukasz|Jean-Luc|María José|Søren|Þóra|Jürgen|Ana|Akira|Ivan|Kofi|Ümit".split("|")  # noqa: SIM905 - read as a list
_LAST = "Ångström|Dvořák|O'Neill|García|Łoś|Nguyễn|Ōshima|d'Arc|Ek|Çelik|Smith|Lee|Kaur".split("|")  # noqa: SIM905 - read as a list
_NOUNS = "Night|River|House|Storm|Café|Winter|Señor|Mirror|Élan|Sea|Ghost|Übung".split("|")  # noqa: SIM905 - read as a list
_BEFORE = 'The|A|Last|First|"Lost"|Don\'t Forget the|Über|La|Lost & Found:|Return to'.split("|")  # noqa: SIM905 - read as a list
_GENRES = "Drama|Comedy|Documentary|Romance|Action|Crime|Horror|Sci-Fi|Film-Noir|Musical".split("|")  # noqa: SIM905 - read as a list
_TYPES = (
    ("movie", 22),
    ("short", 34),
    ("tvMovie", 5),
    ("video", 8),
    ("tvSeries", 9),
    ("tvMiniSeries", 2),
    ("videoGame", 2),
)
_CATEGORIES = ("director", "writer", "producer", "composer", "cinematographer", "editor", "archive_footage", "self")
HEADERS = {
    "title.basics": "tconst titleType primaryTitle originalTitle isAdult startYear endYear runtimeMinutes genres",
    "title.ratings": "tconst averageRating numVotes",
    "title.episode": "tconst parentTconst seasonNumber episodeNumber",
    "title.principals": "tconst ordering nconst category job characters",
    "name.basics": "nconst primaryName birthYear deathYear primaryProfession knownForTitles",
}


@dataclass(slots=True)
class Written:
    """What the files hold for a reader who takes every kind: good rows, and broken ones as (file, line)."""

    films: int = 0
    series: int = 0
    seasons: int = 0
    episodes: int = 0
    broken: list[tuple[str, int]] = field(default_factory=list)


def write(  # noqa: PLR0913 - what a generator can be asked for
    folder: Path, *, titles: int, seed: int = 1, bad: float = 0.0, packed: bool = False, first: int = 1
) -> Written:
    """Five files with `titles` films and series, and the episodes of those; ids count from `first`."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        files = {name: _File(stack.enter_context(_open(folder, name, packed=packed)), name) for name in HEADERS}
        return _Making(random.Random(seed), files, bad, first).make(titles)


def _open(folder: Path, name: str, *, packed: bool) -> IO[bytes]:
    path = folder / f"{name}.tsv{'.gz' if packed else ''}"
    return gzip.GzipFile(path, "wb", mtime=0) if packed else path.open("wb")


class _File:
    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file, self.name, self.line = file, f"{name}.tsv", 1
        file.write(HEADERS[name].replace(" ", "\t").encode() + b"\n")

    def row(self, *cells: object) -> None:
        self.raw("\t".join("\\N" if cell is None else str(cell) for cell in cells).encode())

    def raw(self, line: bytes) -> None:
        self._file.write(line + b"\n")
        self.line += 1


class _Making:
    def __init__(self, dice: random.Random, files: dict[str, _File], bad: float, first: int) -> None:
        self._dice, self._files, self._bad = dice, files, bad
        self._first, self._number = first, first - 1
        self._written = Written()

    def make(self, titles: int) -> Written:
        """All rows, in the order of ids, as the real files have them."""
        people = max(10, titles // 2)
        kinds, weights = zip(*_TYPES, strict=True)
        for _ in range(titles):
            kind = self._dice.choices(kinds, weights)[0]
            series = kind in ("tvSeries", "tvMiniSeries")
            tconst = self._title(kind, people)
            if tconst and series:
                self._written.series += 1
                self._episodes(tconst, people)
            elif tconst and kind != "videoGame":
                self._written.films += 1
        for number in range(1, people + 1):
            known_as = self._dice.choice(("actor,writer", "actress", "director", None))
            self._files["name.basics"].row(
                _nconst(self._first + number), self._name(), self._dice.randint(1870, 2005), None, known_as, None
            )
        return self._written

    def _title(self, kind: str, people: int) -> str | None:
        self._number += 1
        tconst = f"tt{self._number:07d}"
        if self._dice.random() < self._bad:
            self._break("title.basics", tconst)
            return None
        name = f"{self._dice.choice(_BEFORE)} {self._dice.choice(_NOUNS)}"
        year = self._dice.choice((None, *range(1895, 2025)))
        genres = ",".join(self._dice.sample(_GENRES, self._dice.randint(0, 3))) or None
        runtime = self._dice.choice((None, self._dice.randint(1, 240)))
        other = name if self._dice.random() < 0.8 else f"{self._dice.choice(_NOUNS)} {self._number}"
        self._files["title.basics"].row(tconst, kind, name, other, 0, year, None, runtime, genres)
        if self._dice.random() < 0.4:
            votes = int(self._dice.paretovariate(0.6)) + 4
            self._files["title.ratings"].row(tconst, round(self._dice.triangular(1, 10, 7), 1), min(votes, 3_000_000))
        self._credits(tconst, people)
        return tconst

    def _credits(self, tconst: str, people: int) -> None:
        file = self._files["title.principals"]
        for ordering in range(1, self._dice.randint(1, 10)):
            nconst = _nconst(self._first + 1 + int(people * self._dice.random() ** 3))
            cast = ordering <= 4
            if self._dice.random() < self._bad:
                self._written.broken.append((file.name, file.line + 1))
                file.row(tconst, ordering, nconst, "actor", None, '["half a list')
            elif cast:
                played = json.dumps([f"{self._dice.choice(_FIRST)}"], ensure_ascii=False)
                file.row(tconst, ordering, nconst, self._dice.choice(("actor", "actress")), None, played)
            else:
                file.row(tconst, ordering, nconst, self._dice.choice(_CATEGORIES), None, None)

    def _episodes(self, parent: str, people: int) -> None:
        for season in range(1, 1 + min(int(self._dice.paretovariate(1.5)), 12)):
            made = [self._episode(parent, season, number, people) for number in range(1, self._dice.randint(2, 9))]
            self._written.seasons += any(made)
            self._written.episodes += sum(made)

    def _episode(self, parent: str, season: int, number: int, people: int) -> bool:
        tconst = self._title("tvEpisode", people)
        if tconst:
            self._files["title.episode"].row(tconst, parent, season, number)
        return tconst is not None

    def _name(self) -> str:
        return f"{self._dice.choice(_FIRST)} {self._dice.choice(_LAST)}"

    def _break(self, name: str, tconst: str) -> None:
        """One of the defects of real files."""
        file = self._files[name]
        whole = [tconst, "movie", "Broken", "Broken", "0", "1950", "\\N", "90", "Drama"]
        defects: Sequence[list[str]] = [
            whole[:5],
            [*whole, "one more"],
            ["not an id", *whole[1:]],
            [*whole[:2], "", *whole[3:]],
            [*whole[:5], "MCML", *whole[6:]],
            [*whole[:2], "caf\udce9", *whole[3:]],
        ]
        self._written.broken.append((file.name, file.line + 1))
        file.raw("\t".join(defects[len(self._written.broken) % len(defects)]).encode(errors="surrogateescape"))


def _nconst(number: int) -> str:
    return f"nm{number:07d}"


def _arguments() -> Iterator[object]:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--titles", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bad", type=float, default=0.0)
    parser.add_argument("--packed", action="store_true")
    asked = vars(parser.parse_args())
    yield write(asked.pop("folder"), **asked)


if __name__ == "__main__":
    for made in _arguments():
        print(made)
