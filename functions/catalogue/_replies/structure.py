"""Seasons and episodes: models with the published field names."""

from datetime import date

from chassis.reply import Body


class SeasonItem(Body):
    """A season; `number` 0 holds specials."""

    id: str
    number: int
    name: str
    overview: str
    release_date: date | None
    episodes_count: int


class EpisodeItem(Body):
    """An episode with its season."""

    id: str
    season_id: str
    season_number: int
    number: int
    name: str
    overview: str
    release_date: date | None
    runtime_minutes: int | None
    vote_average: float | None
