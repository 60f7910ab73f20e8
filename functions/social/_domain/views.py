"""What the query over both stores answers with."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from social._domain.profile import ProfileId
from social._domain.rating import TitleId


@dataclass(frozen=True, slots=True)
class GivenRating:
    """A rating as others see it: half stars."""

    profile_id: ProfileId
    value: int
    rated_at: datetime


class Slice(NamedTuple):
    """Which ratings of a title: the `first` newest, after a place in that order (None = from the newest on)."""

    first: int
    after: tuple[datetime, ProfileId] | None = None


@dataclass(frozen=True, slots=True)
class TitleRatings:
    """A title's ratings as one profile sees them: its own, those by whom it follows (a slice, one more if there is
    more), and the mean and number of all of those.
    """

    title_id: TitleId
    mine: GivenRating | None = None
    by_followed: tuple[GivenRating, ...] = ()
    average: float | None = None
    total: int = 0
