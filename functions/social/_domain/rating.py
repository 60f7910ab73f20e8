"""A rating: how many half stars a profile gives a title."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NewType

from chassis.errors import PreconditionRequired
from social._domain.profile import ProfileId
from social._domain.refusals import RatingChangedMeanwhile, RatingNotFound

RatingId = NewType("RatingId", str)
TitleId = NewType("TitleId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What the profile says of the title: `value` in half stars (1 to 10), None while it says nothing."""

    id: RatingId
    profile_id: ProfileId
    title_id: TitleId
    value: int | None = None
    rated_at: datetime | None = None
    version: int = 0

    @property
    def exists(self) -> bool:
        """Whether the title is rated."""
        return self.value is not None


def rated(rating: Rating, value: int, expected: int | None, at: datetime) -> Rating:
    """The rating with `value`; the same where it has that already.

    The first needs no version (`expected`), a change the current one. Raises `PreconditionRequired`,
    `RatingChangedMeanwhile`.
    """
    if rating.exists and expected is None:
        raise PreconditionRequired("the title is rated already: send the ETag that you read as If-Match")
    if expected is not None:
        _require(rating, expected)
    if rating.value == value:
        return rating
    return replace(rating, value=value, rated_at=at, version=rating.version + 1)


def removed(rating: Rating, expected: int) -> Rating:
    """The rating taken back. Raises `RatingNotFound`, `RatingChangedMeanwhile`."""
    require_existing(rating)
    _require(rating, expected)
    return replace(rating, value=None, rated_at=None, version=rating.version + 1)


def require_existing(rating: Rating) -> None:
    """Raise `RatingNotFound` where the title is not rated."""
    if not rating.exists:
        raise RatingNotFound("this profile has not rated the title")


def _require(rating: Rating, expected: int) -> None:
    if not rating.exists or rating.version != expected:
        raise RatingChangedMeanwhile(f"the rating is not at version {expected}: read it again")
