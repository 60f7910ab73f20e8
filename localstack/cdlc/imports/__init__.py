"""`cdlc import …`: hand real data to the running application, batch by batch.

The functions are idempotent, so a batch whose answer got lost is simply sent again, and a whole import may be repeated;
one that was killed goes on where it was (`journal.py`).
Exit codes: 0 everything was taken, 3 some rows were not (each is named by file and line), 1 the import failed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cdlc.imports import exported, imdb, links, own_table
from cdlc.imports.running import AsJson, Stage, run
from cdlc.imports.sending import Importer
from cdlc.imports.tables import Report, Row, Table, find

app = typer.Typer(help="Load real data into the running application.", no_args_is_help=True)
app.command("imdb")(imdb.command)
app.command("links")(links.command)
app.command("table")(own_table.command)
app.command("export")(exported.command)

Folder = Annotated[Path, typer.Argument(help="The folder that holds the files, plain or with .gz")]


@app.command()
def tmdb(path: Folder, *, as_json: AsJson = False, stage: Stage = None) -> None:
    """Films with credits: tmdb_5000_movies.csv and tmdb_5000_credits.csv."""

    def work(importer: Importer) -> None:
        open_table = partial(_table, path, importer.report)
        movies = open_table("tmdb_5000_movies.csv", "id", "title")
        credited = open_table("tmdb_5000_credits.csv", "movie_id", "cast", "crew")
        told = dict(_by_film(credited))
        importer.send("rows", movies, _films(movies, credited, told), len(told))

    run("import tmdb", "catalogue-import-titles", [path], work, as_json=as_json, stage=stage)


@app.command()
def series(path: Folder, *, as_json: AsJson = False, stage: Stage = None) -> None:
    """Series with seasons and episodes: tmdb19_series.csv, tmdb19_seasons.csv and tmdb19_episodes.csv."""

    def work(importer: Importer) -> None:
        open_table = partial(_table, path, importer.report)
        told = open_table("tmdb19_series.csv", "id", "name")
        seasons = open_table("tmdb19_seasons.csv", "number", "serieId")
        episodes = open_table("tmdb19_episodes.csv", "number", "season", "serieId")
        total = sum(1 for _ in Table(told.path, Report(), told.columns).rows())
        importer.send("rows", told, _series(told, seasons, episodes), total)

    run("import series", "catalogue-import-series", [path], work, as_json=as_json, stage=stage)


@app.command()
def movielens(path: Folder, *, as_json: AsJson = False, stage: Stage = None) -> None:
    """Ratings and links: ratings.csv and links.csv of a MovieLens data set."""

    def work(importer: Importer) -> None:
        open_table = partial(_table, path, importer.report)
        ratings = open_table("ratings.csv", "userId", "movieId", "rating", "timestamp")
        for member, table in (("links", open_table("links.csv", "movieId", "imdbId", "tmdbId")), ("ratings", ratings)):
            total = sum(1 for _ in Table(table.path, Report(), table.columns).rows())
            importer.send(member, table, ({"line": line, **cells} for line, cells in table.rows()), total)

    run("import movielens", "discovery-import-ratings", [path], work, as_json=as_json, stage=stage)


def _table(folder: Path, report: Report, name: str, *columns: str) -> Table:
    return Table(find(folder, name), report, columns)


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
