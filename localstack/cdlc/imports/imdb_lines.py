r"""IMDb's TSV files, line by line: UTF-8, tabs, `\N` for what is not known, and no quoting whatever a cell holds."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cdlc.imports.tables import ImportFailed

if TYPE_CHECKING:
    from rich.progress import Progress

FILES = {
    "title.ratings.tsv": ("tconst", "averageRating", "numVotes"),
    "title.basics.tsv": (
        *("tconst", "titleType", "primaryTitle", "originalTitle", "isAdult", "startYear", "endYear"),
        *("runtimeMinutes", "genres"),
    ),
    "title.episode.tsv": ("tconst", "parentTconst", "seasonNumber", "episodeNumber"),
    "title.principals.tsv": ("tconst", "ordering", "nconst", "category", "job", "characters"),
    "name.basics.tsv": ("nconst", "primaryName", "birthYear", "deathYear", "primaryProfession", "knownForTitles"),
}
LONGEST_LINE = 1_000_000  # bytes; IMDb's longest has a few thousand
IDS = {"tconst": re.compile(r"tt\d{7,10}"), "nconst": re.compile(r"nm\d{7,10}")}
_TOLD_EVERY = 5000

Cells = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Lines:
    """One file, plain or gzipped. `reject` is told file, line and reason of what is no row."""

    path: Path
    columns: tuple[str, ...]
    reject: Callable[[str, int, str], None]
    progress: Progress

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """(line, cells) of every row that is whole. Raises `ImportFailed`."""
        bar = self.progress.add_task(self.path.name, total=self.path.stat().st_size)
        name = self.path.name.removesuffix(".gz")
        try:
            with self.path.open("rb") as raw:
                text: BinaryIO = gzip.GzipFile(fileobj=raw) if self.path.suffix == ".gz" else raw  # type: ignore[assignment]
                self._require_header(text)
                for number, line in enumerate(_lines(text), 2):
                    if number % _TOLD_EVERY == 0:
                        self.progress.update(bar, completed=raw.tell())
                    cells = self._cells(line)
                    if isinstance(cells, str):
                        self.reject(name, number, cells)
                    else:
                        yield number, cells
        except (OSError, EOFError, zlib.error) as error:
            raise ImportFailed(f"{self.path}: cannot be read to its end ({error}): is the file whole?") from error
        self.progress.update(bar, completed=self.path.stat().st_size)

    def _require_header(self, text: BinaryIO) -> None:
        told = (
            text.readline(LONGEST_LINE)
            .rstrip(b"\r\n")
            .removeprefix(b"\xef\xbb\xbf")
            .decode(errors="replace")
            .split("\t")
        )
        missing = [name for name in self.columns if name not in told]
        if missing:
            raise ImportFailed(f"{self.path}: the first line lacks the column {missing[0]}: is this the right file?")
        if told != list(self.columns):
            raise ImportFailed(f"{self.path}: the first line has other columns than {', '.join(self.columns)}")

    def _cells(self, line: bytes) -> Cells | str:
        if len(line) > LONGEST_LINE:
            return f"longer than {LONGEST_LINE} bytes"
        try:
            cells = line.rstrip(b"\r\n").decode().split("\t")
        except UnicodeDecodeError as error:
            return f"byte {error.start + 1} of the line is not UTF-8"
        if len(cells) != len(self.columns):
            return f"{len(cells)} cells where the header has {len(self.columns)}"
        key = self.columns[0]
        if not IDS[key].fullmatch(cells[0]):
            return f"{key}: {cells[0][:16]!r} is no id of IMDb"
        return {name: None if cell == "\\N" else cell for name, cell in zip(self.columns, cells, strict=True)}


def _lines(text: BinaryIO) -> Iterator[bytes]:
    """Lines; of one that is too long its beginning, and the rest is passed over without being held."""
    while line := text.readline(LONGEST_LINE + 1):
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = text.readline(LONGEST_LINE + 1)
        yield line


def played(characters: str | None) -> str | None:
    """`["A","B"]` → `A / B`; empty for none, `None` for what is no JSON array of texts."""
    if characters is None:
        return ""
    try:
        found = json.loads(characters)
    except (ValueError, RecursionError):
        return None
    return " / ".join(found) if isinstance(found, list) and all(isinstance(each, str) for each in found) else None
