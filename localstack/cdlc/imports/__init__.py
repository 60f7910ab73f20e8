"""`cdlc import tmdb|series|movielens PATH`: hand real data to the running application, batch by batch.

The functions are idempotent, so a batch whose answer got lost is simply sent again, and a whole import may be repeated.
Exit codes: 0 everything was taken, 3 some rows were not (each is named by file and line), 1 the import failed.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import boto3
import typer
from botocore.config import Config
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cdlc import settings as local
from cdlc.console import Refused, err, out
from cdlc.imports.sending import Importer
from cdlc.imports.tables import ImportFailed, Report, Row, Table, find
from deployer import deploy

FUNCTIONS = {  # after cdlc-<stage>-
    "tmdb": "catalogue-import-titles",
    "series": "catalogue-import-series",
    "movielens": "discovery-import-ratings",
}
SOME_REJECTED = 3

app = typer.Typer(help="Load real data into the running application.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="The folder that holds the files, plain or with .gz")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the report as JSON")]
Stage = Annotated[str | None, typer.Option(help="Another stage than the local one: AWS, with your own credentials")]

Work = Callable[[Callable[..., Table], Importer], None]


@app.command()
def tmdb(path: Folder, *, as_json: AsJson = False, stage: Stage = None) -> None:
    """Films with credits: tmdb_5000_movies.csv and tmdb_5000_credits.csv."""

    def work(open_table: Callable[..., Table], importer: Importer) -> None:
        movies = open_table("tmdb_5000_movies.csv", "id", "title")
        credited = open_table("tmdb_5000_credits.csv", "movie_id", "cast", "crew")
        told = dict(_by_film(credited))
        importer.send("rows", movies, _films(movies, credited, told), len(told))

    _run("tmdb", path, work, as_json=as_json, stage=stage)


@app.command()
def series(path: Folder, *, as_json: AsJson = False, stage: Stage = None) -> None:
    """Series with seasons and episodes: tmdb19_series.csv, tmdb19_seasons.csv and tmdb19_episodes.csv."""

    def work(open_table: Callable[..., Table], importer: Importer) -> None:
        told = open_table("tmdb19_series.csv", "id", "name")
        seasons = open_table("tmdb19_seasons.csv", "number", "serieId")
        episodes = open_table("tmdb19_episodes.csv", "number", "season", "serieId")
        total = sum(1 for _ in Table(told.path, told.columns, Report()).rows())
        importer.send("rows", told, _series(told, seasons, episodes), total)

    _run("series", path, work, as_json=as_json, stage=stage)


@app.command()
def movielens(path: Folder, *, as_json: AsJson = False, stage: Stage = None) -> None:
    """Ratings and links: ratings.csv and links.csv of a MovieLens data set."""

    def work(open_table: Callable[..., Table], importer: Importer) -> None:
        ratings = open_table("ratings.csv", "userId", "movieId", "rating", "timestamp")
        for member, table in (("links", open_table("links.csv", "movieId", "imdbId", "tmdbId")), ("ratings", ratings)):
            total = sum(1 for _ in Table(table.path, table.columns, Report()).rows())
            importer.send(member, table, ({"line": line, **cells} for line, cells in table.rows()), total)

    _run("movielens", path, work, as_json=as_json, stage=stage)


def _by_film(credited: Table) -> Iterator[tuple[str, tuple[int, Row]]]:
    lines: dict[str, int] = {}
    for line, cells in credited.rows():
        number = cells["movie_id"]
        if number in lines:
            credited.reject(line, f"movie_id: credits of film {number} are in line {lines[number]} already")
        else:
            lines[number] = line
            yield number, (line, cells)


def _films(movies: Table, credited: Table, told: dict[str, tuple[int, Row]]) -> Iterator[Row]:
    """Each film once, with its credits; what is left of the credits has no film."""
    lines: dict[str, int] = {}
    for line, cells in movies.rows():
        number = cells["id"]
        if number in lines:
            movies.reject(line, f"id: film {number} is in line {lines[number]} already")
            continue
        lines[number] = line
        yield {"line": line, "movie": cells, "credits": told[number][1] if number in told else None}
    for number, (line, _) in told.items():
        if number not in lines:
            credited.reject(line, f"movie_id: {movies.path.name} has no readable film {number}")


def _series(told: Table, seasons: Table, episodes: Table) -> Iterator[Row]:
    """Each series once, with its seasons and episodes; what is left of those has no series."""
    parts = {"seasons": _by_series(seasons), "episodes": _by_series(episodes)}
    lines: dict[str, int] = {}
    for line, cells in told.rows():
        number = cells["id"]
        if number in lines:
            told.reject(line, f"id: series {number} is in line {lines[number]} already")
            continue
        lines[number] = line
        under = {name: [row for _, row in found.pop(number, ())] for name, found in parts.items()}
        yield {"line": line, "series": cells, **under}
    for table, found in ((seasons, parts["seasons"]), (episodes, parts["episodes"])):
        for number, rows in found.items():
            for line, _ in rows:
                table.reject(line, f"serieId: {told.path.name} has no readable series {number}")


def _by_series(table: Table) -> dict[str, list[tuple[int, Row]]]:
    found: dict[str, list[tuple[int, Row]]] = {}
    for line, cells in table.rows():
        found.setdefault(cells["serieId"], []).append((line, cells))
    return found


def _run(source: str, folder: Path, work: Work, *, as_json: bool, stage: str | None) -> None:
    """Do `work`, print the report, leave with the exit code that it deserves."""
    began, settings, report = time.monotonic(), local.load(), Report()

    def open_table(name: str, *columns: str) -> Table:
        return Table(find(folder, name), columns, report)

    bars = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        functions = _client(settings, stage)
        with Progress(*bars, console=err, transient=True, disable=not err.is_terminal) as progress:
            name = f"cdlc-{stage or settings.stage}-{FUNCTIONS[source]}"
            work(open_table, Importer(functions, name, report, progress))
    except ImportFailed as failure:
        raise Refused(f"cdlc import {source}: {failure}") from failure
    report.seconds = round(time.monotonic() - began, 1)
    _print(report, as_json=as_json)
    if report.rejected:
        raise typer.Exit(SOME_REJECTED)


def _client(settings: local.Settings, stage: str | None) -> Any:
    if stage in (None, settings.stage):
        return deploy.aws(settings, "lambda")
    return boto3.client("lambda", config=Config(read_timeout=130, retries={"total_max_attempts": 1}))


def _print(report: Report, *, as_json: bool) -> None:
    report.rejected.sort(key=lambda row: (row.file, row.line))
    if as_json:
        sys.stdout.write(json.dumps(asdict(report), ensure_ascii=False) + "\n")
        return
    for row in report.rejected:
        out.print(f"{row.file} line {row.line}: {row.reason}", markup=False)
    without = f"; {report.without_title} ratings are of films that the catalogue lacks" if report.without_title else ""
    counts = (
        f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged, {len(report.rejected)} rejected"
    )
    out.print(f"{counts} in {report.seconds} s{without}", markup=False)
