"""TMDB 5000 as the benchmarks feed it to the catalogue."""

from __future__ import annotations

import csv
import gzip
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def tmdb(folder: Path) -> Iterator[dict[str, Any]]:
    """The rows of TMDB 5000 as `import_titles` takes them."""
    csv.field_size_limit(10_000_000)

    def cells(name: str) -> Iterator[dict[str, str]]:
        with gzip.open(folder / "tmdb5000" / name, "rt", newline="") as text:
            yield from csv.DictReader(text)

    credited = {row["movie_id"]: row for row in cells("tmdb_5000_credits.csv.gz")}
    for line, movie in enumerate(cells("tmdb_5000_movies.csv.gz"), start=2):
        yield {"line": line, "movie": movie, "credits": credited.get(movie["id"])}
