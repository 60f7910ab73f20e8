"""Rows as TMDB's files have them, made up: cells are texts, lists are JSON."""

from __future__ import annotations

import itertools
import json
import os
import random
import time
from typing import Any

_numbers = itertools.count(random.Random(os.getpid() ^ time.time_ns()).randrange(10**8, 2 * 10**9))

Row = dict[str, Any]


def number() -> int:
    """A number that no other test uses."""
    return next(_numbers)


def person(name: str = "Somebody", gender: int = 0) -> Row:
    return {"id": number(), "name": name, "gender": gender}


def cast(who: Row, character: str = "Herself", order: int = 0) -> Row:
    return {"cast_id": 1, "credit_id": f"c{number()}", "character": character, "order": order, **who}


def crew(who: Row, job: str = "Director", department: str = "Directing") -> Row:
    return {"credit_id": f"c{number()}", "job": job, "department": department, **who}


def film(line: int = 2, *, cast: list[Row] | None = None, crew: list[Row] | None = None, **cells: Any) -> Row:
    """A film; `cells` replaces columns of the file of films, lists become JSON."""
    movie = {
        "budget": "0",
        "genres": [{"id": 18, "name": "Drama"}],
        "homepage": "",
        "id": str(number()),
        "keywords": [],
        "original_language": "en",
        "original_title": "A Made-Up Film",
        "overview": "Nothing happens, twice.",
        "popularity": "1.5",
        "production_companies": [],
        "production_countries": [{"iso_3166_1": "IE", "name": "Ireland"}],
        "release_date": "1953-01-05",
        "revenue": "0",
        "runtime": "90",
        "spoken_languages": [{"iso_639_1": "en", "name": "English"}],
        "status": "Released",
        "tagline": "",
        "title": "A Made-Up Film",
        "vote_average": "6.5",
        "vote_count": "12",
        **cells,
    }
    movie = {name: json.dumps(cell) if isinstance(cell, list) else cell for name, cell in movie.items()}
    told = {
        "movie_id": movie["id"],
        "title": movie["title"],
        "cast": json.dumps(cast or []),
        "crew": json.dumps(crew or []),
    }
    return {"line": line, "movie": movie, "credits": told}


def again(row: Row, *, cast: list[Row] | None = None, crew: list[Row] | None = None, **cells: Any) -> Row:
    """The same film as the source tells it later."""
    movie = {name: json.dumps(cell) if isinstance(cell, list) else cell for name, cell in cells.items()}
    told = {name: json.dumps(rows) for name, rows in (("cast", cast), ("crew", crew)) if rows is not None}
    return {**row, "movie": {**row["movie"], **movie}, "credits": {**row["credits"], **told}}
