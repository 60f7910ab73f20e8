"""Seasons and episodes as lists show them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalogue._domain.title import TitleId

EpisodePlace = tuple[int, int]
"""The season's number and the episode's."""
BEFORE_ALL: EpisodePlace = (-1, -1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonRow:
    """A season of a series; `number` 0 holds specials."""

    id: TitleId
    number: int
    name: str
    overview: str
    release_date: date | None
    episodes_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeRow:
    """An episode with the season that it belongs to."""

    id: TitleId
    season_id: TitleId
    season_number: int
    number: int
    name: str
    overview: str
    release_date: date | None
    runtime_minutes: int | None
    vote_average: Decimal | None

    @property
    def place(self) -> EpisodePlace:
        """Where it stands in its series."""
        return self.season_number, self.number
