"""The files of an import: rows with their lines, and what became of them."""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

LONGEST_CELL = 10_000_000  # characters; Lambda takes 6 MB, so what is longer could not be sent anyway

_SURROGATE = re.compile("[\ud800-\udfff]")

Row = dict[str, Any]


class ImportFailed(Exception):
    """The import cannot go on; the text is the one line that the person sees."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was left out."""

    file: str
    line: int
    reason: str


@dataclass(slots=True)
class Report:
    """What became of the rows."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    without_title: int = 0
    left_out: int = 0
    """Rows that were not asked for."""
    resumed: int = 0
    """Rows that an import which was interrupted had sent already."""
    seconds: float = 0.0
    rejected: list[Rejected] = field(default_factory=list)

    def count(self, answer: Row) -> None:
        """Add the numbers of one batch."""
        self.added += answer["added"]
        self.changed += answer["changed"]
        self.unchanged += answer["unchanged"]
        self.without_title += answer.get("without_title", 0)


@dataclass(slots=True)
class Source:
    """A file of rows."""

    path: Path
    report: Report

    def reject(self, line: int, reason: str) -> None:
        """Leave a row out."""
        self.report.rejected.append(Rejected(self.path.name, line, reason))


@dataclass(slots=True)
class Table(Source):
    """A CSV file with a header that has `columns`, plain or gzipped."""

    columns: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, Row]]:
        """(line, cells by column) of every row that is whole; the others go into the report."""
        csv.field_size_limit(LONGEST_CELL)
        try:
            with self._open() as text:
                reader = csv.reader(text)
                header = self._header(reader)
                yield from self._whole(reader, header)
        except (OSError, EOFError, zlib.error) as error:
            raise ImportFailed(f"{self.path}: cannot be read to its end ({error}): is the file whole?") from error

    def _open(self) -> IO[str]:
        opener: Callable[..., IO[str]] = gzip.open if self.path.suffix == ".gz" else open
        return opener(self.path, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="")

    def _header(self, reader: Iterator[list[str]]) -> list[str]:
        header = next(reader, [])
        twice = [name for name in header if header.count(name) > 1]
        if twice:
            raise ImportFailed(f"{self.path}: the first line has the column {twice[0]!r} twice")
        missing = [name for name in self.columns if name not in header]
        if missing:
            raise ImportFailed(f"{self.path}: the first line lacks the column {missing[0]}: is this the right file?")
        return header

    def _whole(self, reader: Any, header: list[str]) -> Iterator[tuple[int, Row]]:
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self.reject(line, f"not CSV: {error}")
                continue
            broken = _broken(cells, header)
            if broken:
                self.reject(line, broken)
            elif cells:
                yield line, dict(zip(header, cells, strict=True))


def _broken(cells: list[str], header: list[str]) -> str | None:
    if cells and len(cells) != len(header):
        return f"{len(cells)} cells where the header has {len(header)}"
    for name, cell in zip(header, cells, strict=False):
        if not cell.isascii() and _SURROGATE.search(cell):
            return f"{name}: not UTF-8"
    return None


def find(folder: Path, name: str) -> Path:
    """The file `name` or `name.gz` in `folder`. Raises `ImportFailed`."""
    if not folder.is_dir():
        raise ImportFailed(f"{folder} is no folder: give the one that holds {name}")
    for candidate in (folder / name, folder / f"{name}.gz"):
        if candidate.is_file():
            return candidate
    raise ImportFailed(f"{folder} holds neither {name} nor {name}.gz")
