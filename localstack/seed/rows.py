"""The project's own films as the rows that `catalogue.import_titles` takes, and made-up ratings for discovery.

The import knows a film, a person and a company by a number of TMDB's. Ours have none there, so each gets one from
`FIRST` upwards, made from its name: the same in every run, hundreds of times beyond what TMDB has given out.
"""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

import yaml

FILMS = Path(__file__).with_name("films")
"""A file for each period, by its years."""
FIRST = 4_000_000_000
COUNTRIES = {
    "AU": "Australia", "CN": "China", "DE": "Germany", "DK": "Denmark", "FR": "France", "GB": "United Kingdom",
    "IN": "India", "IT": "Italy", "JP": "Japan", "SE": "Sweden", "SU": "Soviet Union", "US": "United States of America",
}  # fmt: skip
LANGUAGES = {"de": "German", "en": "English"}
"""Of the films with sound."""
USERS = 200
DAYS = 90
"""Ratings of the made-up users lie within so many days before the last one."""

Film = dict[str, Any]
Row = dict[str, Any]


def films() -> list[Film]:
    """The films as the files have them."""
    return [film for file in sorted(FILMS.glob("*.yaml")) for film in read(file)]


def read(file: Path) -> Any:
    """What a YAML file of ours holds."""
    return yaml.load(file.read_text(), Loader=yaml.CSafeLoader)


def number(name: str) -> int:
    """The number of a film (by slug), a person or a company (by name): `FIRST` and above, below 2³²."""
    return FIRST + crc32(name.encode()) % 200_000_000


def title_rows() -> list[Row]:
    """`{"line", "movie", "credits"}` for each film: the cells of TMDB's two files, as text; `line` counts films."""
    return [
        {"line": line, "movie": _movie(film), "credits": _credits(film)} for line, film in enumerate(films(), start=1)
    ]


def day(released: object) -> str:
    """`YYYY-MM-DD`; the first day of the month or year where no more is certain."""
    return (str(released) + "-01-01")[:10]


def _movie(film: Film) -> dict[str, str]:
    silent = "silent film" in film["keywords"]
    spoken = [] if silent else [{"iso_639_1": film["language"], "name": LANGUAGES[film["language"]]}]
    countries = [{"iso_3166_1": code, "name": COUNTRIES[code]} for code in film["countries"]]
    companies = [{"name": name, "id": number(name)} for name in film["companies"]]
    return {
        "id": str(number(film["slug"])),
        "title": film["title"],
        "original_title": film.get("original_title", film["title"]),
        "original_language": film["language"],
        "overview": film["overview"],
        "tagline": "",
        "homepage": "",
        "status": "Released",
        "release_date": day(film["released"]),
        "runtime": str(film["minutes"]),
        "budget": "0",
        "revenue": "0",
        "popularity": "0",
        "vote_average": "0",
        "vote_count": "0",
        "genres": _json([{"name": name} for name in film["genres"]]),
        "keywords": _json([{"name": name} for name in film["keywords"]]),
        "production_countries": _json(countries),
        "production_companies": _json(companies),
        "spoken_languages": _json(spoken),
    }


def _credits(film: Film) -> dict[str, str]:
    billed = enumerate(film["cast"].items())
    cast = [
        {**_person(film, f"cast{place}", name), "character": role, "order": place} for place, (name, role) in billed
    ]
    crew = [
        {**_person(film, f"{job.lower()}{place}", name), "department": department, "job": job}
        for job, department, names in (("Director", "Directing", "directors"), ("Writer", "Writing", "writers"))
        for place, name in enumerate(film[names])
    ]
    return {
        "movie_id": str(number(film["slug"])), "title": film["title"], "cast": _json(cast), "crew": _json(crew)
    }  # fmt: skip


def _person(film: Film, place: str, name: str) -> dict[str, Any]:
    return {"credit_id": f"cdlc-{number(film['slug'])}-{place}", "id": number(name), "name": name, "gender": 0}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def rating_rows(last: datetime, seed: int = 1902) -> dict[str, list[Row]]:
    """`{"ratings", "links"}` as `discovery.import_ratings` takes them: MovieLens's columns as text.

    200 users rate 4 to 14 films each, some films far more often than others, the newest rating at `last`. The same
    `last` and `seed` give the same rows.
    """
    chance = random.Random(seed)  # noqa: S311  # no secret hangs on it
    imdb = {number(film["slug"]): film.get("imdb", "").removeprefix("tt") for film in films()}
    numbers = list(imdb)
    liked = {film: (chance.paretovariate(1.1), chance.gauss(3.6, 0.5)) for film in numbers}
    ratings: list[Row] = []
    for user in range(USERS):
        seen = dict.fromkeys(chance.choices(numbers, [liked[film][0] for film in numbers], k=chance.randint(4, 14)))
        for film in seen:
            stars = min(5.0, max(0.5, round(2 * chance.gauss(liked[film][1], 0.8)) / 2))
            ago = timedelta(seconds=round(chance.betavariate(1, 2) * DAYS * 86_400)) if ratings else timedelta()
            when = str(round((last - ago).timestamp()))
            ratings.append({"userId": str(FIRST + user), "movieId": str(film), "rating": str(stars), "timestamp": when})
    links = [{"movieId": str(film), "imdbId": imdb[film], "tmdbId": str(film)} for film in numbers]
    return {"ratings": _lines(ratings), "links": _lines(links)}


def _lines(rows: list[Row]) -> list[Row]:
    return [{"line": line, **row} for line, row in enumerate(rows, start=1)]
