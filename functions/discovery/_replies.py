"""What discovery's API says."""

from chassis.paging import Page
from chassis.reply import Body, Instant


class TrendingItem(Body):
    """A place in the list; `score` is the formula's (see the README), `ratings` counts those within the window."""

    place: int
    title_id: str
    name: str
    score: float
    ratings: int


class Computation(Body):
    """What the list was computed from, and when. Ratings of films that the catalogue lacks are kept, not counted in."""

    computed_at: Instant
    window_days: int
    half_life_hours: int
    ratings_counted: int
    ratings_without_title: int


class TrendingPage(Page[TrendingItem]):
    """A page; `computation` is null before the first one."""

    computation: Computation | None
