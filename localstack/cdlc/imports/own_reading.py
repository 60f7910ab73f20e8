"""An operator's own table in any common form: CSV with any usual separator, TSV, a JSON array, JSON lines.

The whole file is read once before anything is sent: its encoding, its form and its number of rows are certain then.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Literal, cast

from cdlc.imports.tables import LONGEST_CELL, ImportFailed, Row

Form = Literal["csv", "lines", "array"]
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = ",;\t|"
_PIECE = 1 << 16
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file whose form is known. `separator` is a CSV's."""

    path: Path
    encoding: str
    form: Form
    separator: str
    columns: tuple[str, ...]

    @classmethod
    def of(cls, path: Path, encoding: str | None) -> OwnFile:
        """Look at the beginning of a file. Raises `ImportFailed`."""
        if not path.is_file():
            raise ImportFailed(f"{path} is no file")
        used = encoding or _encoding(path)
        head = _checked(path, used)
        if not head.strip():
            raise ImportFailed(f"{path}: the file is empty")
        start = head.lstrip()[0]
        if start in "[{":
            form: Form = "array" if start == "[" else "lines"
            return cls(path, used, form, "", ())
        first = head.splitlines()[0]
        separator = max(_SEPARATORS, key=lambda each: len(next(csv.reader([first], delimiter=each))))
        header = tuple(cell.strip() for cell in next(csv.reader(io.StringIO(head), delimiter=separator)))
        twice = [name for name in header if header.count(name) > 1]
        if twice:
            raise ImportFailed(f"{path}: the first line has the column {twice[0]!r} twice")
        return cls(path, used, "csv", separator, header)

    def rows(self, reject: Callable[[int, str], None]) -> Iterator[tuple[int, Row]]:
        """(line, cells) of every row that is whole; `reject` is told of the others. Raises `ImportFailed`."""
        with _opened(self.path, self.encoding) as text:
            match self.form:
                case "csv":
                    yield from self._csv(text, reject)
                case "lines":
                    yield from _lines(text, reject)
                case "array":
                    yield from _array(text, self.path, reject)

    def _csv(self, text: IO[str], reject: Callable[[int, str], None]) -> Iterator[tuple[int, Row]]:
        csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(text, delimiter=self.separator)
        next(reader)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                reject(line, f"not CSV: {error}")
                continue
            if cells and len(cells) != len(self.columns):
                reject(line, f"{len(cells)} cells where the header has {len(self.columns)}")
            elif cells:
                yield line, dict(zip(self.columns, cells, strict=True))


def _encoding(path: Path) -> str:
    head = _bytes(path, 4)
    named = next((name for mark, name in _BOMS if head.startswith(mark)), None)
    if named is None and b"\0" in head:
        raise ImportFailed(f"{path}: this looks like UTF-16 without its mark: say --encoding utf-16-le (or utf-16-be)")
    return named or "utf-8"


def _bytes(path: Path, count: int) -> bytes:
    with _raw(path) as file:
        return file.read(count)


def _raw(path: Path) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def _opened(path: Path, encoding: str) -> IO[str]:
    return io.TextIOWrapper(_raw(path), encoding=encoding, newline="")


def _checked(path: Path, encoding: str) -> str:
    """The beginning of a file that decodes to its end. Raises `ImportFailed` that names the first bad byte."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise ImportFailed(f"--encoding {encoding}: there is no such encoding") from None
    head, line = "", 1
    try:
        with _raw(path) as file:
            while piece := file.read(_PIECE):
                told = decoder.decode(piece)
                head += told if len(head) < _PIECE else ""
                line += told.count("\n")
            decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        line += error.object[: error.start].count(b"\n")
        byte = error.object[error.start : error.start + 1].hex().upper() or "00"
        raise ImportFailed(
            f"{path} line {line}: byte 0x{byte} is not {encoding.upper()}: say --encoding cp1252 (or what it is), or"
            f" convert it: iconv -f WINDOWS-1252 -t UTF-8 {path.name} > utf8-{path.name}"
        ) from None
    except (OSError, EOFError, zlib.error) as error:
        raise ImportFailed(f"{path}: cannot be read to its end ({error}): is the file whole?") from error
    return head


def _lines(text: IO[str], reject: Callable[[int, str], None]) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(text, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            reject(number, f"not JSON: {error}"[:200])
            continue
        if isinstance(found, dict):
            yield number, found
        else:
            reject(number, f"no JSON object: {line.strip()[:_SHOWN]}")


def _array(text: IO[str], path: Path, reject: Callable[[int, str], None]) -> Iterator[tuple[int, Row]]:
    """The objects of a JSON array, one by one: as much text is held as the longest of them has."""
    decoder, held, line, whole = json.JSONDecoder(), "", 1, False
    while True:
        if len(held) > LONGEST_CELL:
            raise ImportFailed(f"{path} line {line}: no end of this row within {LONGEST_CELL} characters: is it JSON?")
        more = text.read(max(_PIECE, len(held)))
        held, whole = held + more, not more
        while True:
            rest = held.lstrip(" \t\r\n,[")
            line += held[: len(held) - len(rest)].count("\n")
            held = rest
            if held.startswith("]"):
                return
            try:
                found, end = decoder.raw_decode(held)
            except (ValueError, RecursionError) as error:
                if whole:
                    raise ImportFailed(f"{path} line {line}: not JSON: {error}") from None
                break
            if end == len(held) and not whole:
                break  # a number may go on
            if isinstance(found, dict):
                yield line, found
            else:
                reject(line, f"no JSON object: {held[:end][:_SHOWN]}")
            line += held[:end].count("\n")
            held = held[end:]
