"""Rows of the index of IMDb's files as records of the catalogue.

IMDb knows years, not days: a film or a series counts as released on 1 January of its year; an episode, whose day would
stand in the release calendar, gets none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdlc.imports.imdb_join import Join
    from cdlc.imports.tables import Row

_CAST = {"actor", "actress", "self", "archive_footage", "archive_sound"}
_CREW = {  # category → department, job
    "director": ("Directing", "Director"),
    "writer": ("Writing", "Writer"),
    "producer": ("Production", "Producer"),
    "composer": ("Sound", "Original Music Composer"),
    "cinematographer": ("Camera", "Director of Photography"),
    "editor": ("Editing", "Editor"),
    "production_designer": ("Art", "Production Design"),
    "casting_director": ("Production", "Casting"),
}
_DEPARTMENTS = {"actor": "Acting", "actress": "Acting", **{name: department for name, (department, _) in _CREW.items()}}
_GENRES = {"Sci-Fi": "Science Fiction", "Musical": "Music"}
_TITLES = """
SELECT t.tconst, t.line, t.type, t.name, t.original, t.year, t.ended, t.runtime, t.genres, r.average, r.votes
FROM titles t LEFT JOIN ratings r ON r.tconst = t.tconst WHERE NOT t.is_episode ORDER BY t.tconst
"""
_SEASONS = "SELECT parent, season, MIN(line) FROM episodes GROUP BY parent, season ORDER BY parent, season"
_EPISODES = """
SELECT t.tconst, t.line, t.type, t.name, t.original, t.year, t.ended, t.runtime, t.genres, r.average, r.votes,
  e.parent, e.season, e.number
FROM episodes e JOIN titles t ON t.tconst = e.tconst LEFT JOIN ratings r ON r.tconst = t.tconst ORDER BY t.tconst
"""
_CREDITS = """
SELECT p.ordering, p.category, p.characters, n.nconst, n.name, n.profession
FROM principals p JOIN names n ON n.nconst = p.nconst WHERE p.tconst = ? ORDER BY p.ordering
"""
SELECTS = {"titles": _TITLES, "seasons": _SEASONS, "episodes": _EPISODES}


def count(join: Join, step: str) -> int:
    """How many records a step has."""
    return int(next(join.all(f"SELECT COUNT(*) FROM ({SELECTS[step]})"))[0])  # noqa: S608 - constants


def records(join: Join, step: str) -> Iterator[Row]:
    """The records of a step (`titles`, `seasons`, `episodes`) with their lines."""
    made = _season if step == "seasons" else _title
    for row in join.all(SELECTS[step]):
        yield made(join, *row)


def _season(_join: Join, parent: str, season: int, line: int) -> Row:
    above = {"external_ids": {"imdb": parent}}
    return {"line": line, "record": {"kind": "season", "name": f"Season {season}", "number": season, "parent": above}}


def _title(join: Join, tconst: str, line: int, *row: Any) -> Row:
    kind, name, original, year, ended, runtime, genres, average, votes, *place = row
    series = kind in {"tvSeries", "tvMiniSeries"}
    record = {
        "kind": "episode" if place else "series" if series else "film",
        "name": name,
        "original_name": original or name,
        "external_ids": {"imdb": tconst},
        "credits": list(_credits(join, tconst)),
    }
    if series:
        record["status"] = "ended" if ended or kind == "tvMiniSeries" else "returning"
    if year and not place:
        record["release_date"] = f"{year}-01-01"
    if runtime and int(runtime):
        record["runtime_minutes"] = int(runtime)
    if genres:
        record["genres"] = list(dict.fromkeys(_GENRES.get(each, each) for each in genres.split(",") if each))
    if votes:
        record |= {"vote_average": average, "vote_count": votes}
    if place:
        parent, season, number = place
        record |= {"number": number, "parent": {"external_ids": {"imdb": parent}, "season": season}}
    return {"line": line, "record": record}


def _credits(join: Join, tconst: str) -> Iterator[Row]:
    billed = 0
    for ordering, category, characters, nconst, name, profession in join.all(_CREDITS, tconst):
        department = _DEPARTMENTS.get((profession or "").split(",")[0])
        person = {"name": name, "external_ids": {"imdb": nconst}}
        if department:
            person["known_for_department"] = department
        credit: Row = {"external_id": f"imdb:{tconst}:{ordering}", "person": person}
        if category in _CAST:
            yield {**credit, "role": "cast", "character": characters, "billing_order": billed}
            billed += 1
        else:
            department, job = _CREW.get(category, ("Crew", category.replace("_", " ").capitalize()))
            yield {**credit, "role": "crew", "department": department, "job": job}
