"""The trending formula.

score(title) = Σ over its ratings r of the last `WINDOW`:  stars(r) / 5 · 2^(-age(r) / `HALF_LIFE`)

Every rating is a sign of attention that weighs up to 1 (five stars) and loses half of that weight every half-life;
what is older than the window weighs less than 0.02 and is left out. Exponential decay is the one decay under which the
order of two titles does not change while nobody rates either (G. Cormode et al., "Forward Decay", ICDE 2009, §III).
Equal scores are ordered by id, so that a computation repeats exactly.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType

TitleId = NewType("TitleId", str)

WINDOW = timedelta(days=90)
HALF_LIFE = timedelta(days=15)
MOST_STARS = 5
KEPT = 1000


@dataclass(frozen=True, slots=True)
class RatedTitle:
    """One rating: `stars` from 0.5 to 5."""

    title_id: TitleId
    stars: float
    rated_at: datetime


@dataclass(frozen=True, slots=True)
class TrendingTitle:
    """A place in the list, 1 first; `ratings` counts those within the window."""

    place: int
    title_id: TitleId
    score: float
    ratings: int


def weight(stars: float, age: timedelta) -> float:
    """What a rating of this age adds to its title's score."""
    return float(stars / MOST_STARS * 2.0 ** (-age / HALF_LIFE))


def rank(ratings: Iterable[RatedTitle], now: datetime) -> tuple[TrendingTitle, ...]:
    """The first `KEPT` titles by score at `now`. Ratings after `now` and before the window do not count."""
    scores: dict[TitleId, float] = {}
    counts: dict[TitleId, int] = {}
    for rating in ratings:
        age = now - rating.rated_at
        if timedelta(0) <= age < WINDOW:
            scores[rating.title_id] = scores.get(rating.title_id, 0.0) + weight(rating.stars, age)
            counts[rating.title_id] = counts.get(rating.title_id, 0) + 1
    best = sorted(scores, key=lambda title_id: (-scores[title_id], title_id))[:KEPT]
    return tuple(
        TrendingTitle(place, title_id, scores[title_id], counts[title_id]) for place, title_id in enumerate(best, 1)
    )
