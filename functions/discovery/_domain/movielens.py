"""Rows of MovieLens's `ratings.csv` and `links.csv`: cells to values, or a reason."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

_WHOLE = re.compile(r"\d{1,10}")
_STARS = {f"{half / 2:.1f}": Decimal(half) / 2 for half in range(1, 11)}
_STARS |= {str(whole): Decimal(whole) for whole in range(1, 6)}
_LAST_SECOND = 253402300799  # 9999-12-31T23:59:59Z
_LAST_NUMBER = 2**32 - 1

Cells = Mapping[str, Any]


class RowRejected(ValueError):
    """A row that cannot be taken; the text says which column and why."""


@dataclass(frozen=True, slots=True)
class Rating:
    """One person's rating of one film, both by MovieLens's numbers."""

    user_id: int
    movie_id: int
    stars: Decimal
    rated_at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """What MovieLens's film is called elsewhere; None = it does not say."""

    movie_id: int
    imdb_id: str | None
    tmdb_id: int | None


def read_rating(cells: Cells) -> Rating:
    """A row of `ratings.csv`: userId, movieId, rating (0.5 to 5.0 in halves), timestamp (seconds since 1970)."""
    stars = _cell(cells, "rating")
    if stars not in _STARS:
        raise RowRejected(f"rating: {stars!r} is none of 0.5, 1.0 … 5.0")
    return Rating(
        user_id=_whole(cells, "userId"),
        movie_id=_whole(cells, "movieId"),
        stars=_STARS[stars],
        rated_at=datetime.fromtimestamp(_whole(cells, "timestamp", _LAST_SECOND), UTC),
    )


def read_link(cells: Cells) -> Link:
    """A row of `links.csv`: movieId, imdbId (digits), tmdbId; the last two may be empty."""
    imdb, tmdb = _cell(cells, "imdbId"), _cell(cells, "tmdbId")
    if imdb and not _WHOLE.fullmatch(imdb):
        raise RowRejected(f"imdbId: {imdb!r} is no number")
    return Link(
        movie_id=_whole(cells, "movieId"),
        imdb_id=f"tt{imdb}" if imdb else None,
        tmdb_id=_whole(cells, "tmdbId") if tmdb else None,
    )


def _cell(cells: Cells, name: str) -> str:
    value = cells.get(name)
    if not isinstance(value, str):
        raise RowRejected(f"{name}: missing")
    return value.strip()


def _whole(cells: Cells, name: str, most: int = _LAST_NUMBER) -> int:
    text = _cell(cells, name)
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(most)) or int(text) > most:
        raise RowRejected(f"{name}: {text[:32]!r} is no number up to {most}")
    return int(text)
