"""`cdlc import links FILE`: ids of IMDb and MovieLens for the catalogue's titles, from MovieLens's `links.csv`.

Its rows have a MovieLens number, an IMDb number without its `tt`, and a TMDB number or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from cdlc.imports.running import AsJson, Stage, run
from cdlc.imports.sending import Importer
from cdlc.imports.tables import ImportFailed, Report, Row, Table

_NUMBER = re.compile(r"[1-9]\d{0,9}")
_IMDB = re.compile(r"\d{1,10}")
_COLUMNS = ("movieId", "imdbId", "tmdbId")
_DIGITS = 7

File = Annotated[Path, typer.Argument(help="links.csv of a MovieLens data set, plain or with .gz")]


def command(file: File, *, as_json: AsJson = False, stage: Stage = None) -> None:
    """Ids of IMDb and MovieLens for titles that are found by their TMDB or IMDb id."""

    def work(importer: Importer) -> None:
        if not file.is_file():
            raise ImportFailed(f"{file} is no file: give links.csv of a MovieLens data set")
        total = sum(1 for _ in Table(file, Report(), _COLUMNS).rows())
        table = Table(file, importer.report, _COLUMNS)
        importer.send("rows", table, _rows(table), total, {"source": "movielens"})

    run("import links", "catalogue-import-links", [file], work, as_json=as_json, stage=stage)


def _rows(table: Table) -> Iterator[Row]:
    lines: dict[str, int] = {}
    for line, cells in table.rows():
        movie, imdb, tmdb = (cells[name].strip() for name in _COLUMNS)
        bad = [name for name, fits in (("movieId", _NUMBER.fullmatch(movie)), ("imdbId", _IMDB.fullmatch(imdb)),
                                       ("tmdbId", not tmdb or _NUMBER.fullmatch(tmdb))) if not fits]  # fmt: skip
        if bad:
            table.reject(line, f"{bad[0]}: {cells[bad[0]]!r} is no number")
        elif movie in lines:
            table.reject(line, f"movieId: {movie} is in line {lines[movie]} already")
        else:
            lines[movie] = line
            ids = {"movielens": movie, "imdb": f"tt{imdb.zfill(_DIGITS)}", **({"tmdb": tmdb} if tmdb else {})}
            yield {"line": line, "external_ids": ids}
