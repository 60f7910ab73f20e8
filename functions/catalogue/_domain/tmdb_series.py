"""TMDB's series with seasons and episodes (the columns of `tmdb19_{series,seasons,episodes}.csv`).

The files carry numbers of their own, so the source is `tmdb19`. A season is known by its number in its series, an
episode by its number in its season. Of a network the files have a name alone, which is left out.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalogue._domain import columns
from catalogue._domain.columns import RowRejected

SOURCE = "tmdb19"
READING = b"tmdb19-1"
"""Raised whenever the reading below changes what a row means."""
HIGHEST_NUMBER = 10_000

Cells = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A season or an episode: its number, and the facts that the source tells of it by the names of `TitleFacts`."""

    number: int
    told: Mapping[str, Any]
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series with its seasons. `genre_names` says what the slugs mean."""

    number: int
    told: Mapping[str, Any]
    seasons: tuple[Part, ...]
    genre_names: Mapping[str, str]
    source_hash: bytes


def source_hash(series: Cells, seasons: Sequence[Cells], episodes: Sequence[Cells]) -> bytes:
    """SHA-256 of everything that the source says about one series."""
    told = json.dumps([series, list(seasons), list(episodes)], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(READING + told.encode()).digest()


def series_number(series: Cells) -> int:
    """The source's number of the series. Raises `RowRejected`."""
    number = columns.number(series, "id", least=1)
    if number is None:
        raise RowRejected("id: empty")
    return number


def read_series(series: Cells, seasons: Sequence[Cells], episodes: Sequence[Cells]) -> Series:
    """One series of the three files. Raises `RowRejected` that names the file, where it is not the first."""
    genres = {
        columns.slug(name, "genres"): name.strip()
        for name in columns.text(series, "genres", 512).split(",")
        if name.strip()
    }
    running = columns.text(series, "inProduction", 8)
    if running not in {"true", "false"}:
        raise RowRejected(f"inProduction: {running!r} is neither true nor false")
    told = {
        **_told(series, "description"),
        "original_name": columns.required(series, "name", 255),
        "original_language": _language(columns.text(series, "language", 16)),
        "tagline": columns.text(series, "tagline", 512),
        "homepage": columns.text(series, "homepage", 512) or None,
        "status": "returning" if running == "true" else "ended",
        "genres": tuple(genres),
    }
    return Series(
        number=series_number(series),
        told=told,
        seasons=_seasons(seasons, episodes),
        genre_names=genres,
        source_hash=source_hash(series, seasons, episodes),
    )


def _told(cells: Cells, overview: str) -> dict[str, Any]:
    return {
        "name": columns.required(cells, "name", 255),
        "overview": columns.text(cells, overview, 4000),
        "release_date": columns.day(cells, "airDate"),
    }


def _seasons(seasons: Sequence[Cells], episodes: Sequence[Cells]) -> tuple[Part, ...]:
    under: dict[int, list[Part]] = {}
    for cells in episodes:
        place, episode = _read("episodes", cells, "season")
        under.setdefault(place, []).append(episode)
    found = []
    for cells in seasons:
        number, season = _read("seasons", cells, "number")
        found.append(Part(number=number, told=season.told, parts=_once("episodes", under.pop(number, ()))))
    if under:
        raise RowRejected(f"episodes: there is no season {min(under)} for them")
    return _once("seasons", found)


def _read(file: str, cells: Cells, place: str) -> tuple[int, Part]:
    """The number in the column `place`, and the row."""
    try:
        part = Part(number=_number(cells, "number"), told=_told(cells, "overview"))
        return _number(cells, place), part
    except RowRejected as refusal:
        raise RowRejected(f"{file}: {refusal}") from None


def _number(cells: Cells, name: str) -> int:
    number = columns.number(cells, name, most=HIGHEST_NUMBER)
    if number is None:
        raise RowRejected(f"{name}: empty")
    return number


def _once(file: str, parts: Iterable[Part]) -> tuple[Part, ...]:
    found = tuple(parts)
    if len({part.number for part in found}) < len(found):
        raise RowRejected(f"{file}: a number comes twice")
    return found


def _language(code: str) -> str | None:
    if code and not re.fullmatch(r"[a-z]{2,3}", code):
        raise RowRejected(f"language: {code!r} is no language code")
    return code or None
