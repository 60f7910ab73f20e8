"""What social's API says and reads."""

from typing import Any, Self

from pydantic import Field

from chassis.paging import Page
from chassis.reply import Body, Instant
from social._domain.rating import Rating


class FollowReply(Body):
    """Whom the caller follows, since when."""

    profile_id: str
    followed_at: Instant


class FollowPage(Page[FollowReply]):
    """Newest first."""


class NewRating(Body):
    """Half stars: 1 is half a star, 10 are five."""

    value: int = Field(ge=1, le=10)


class RatingReply(Body):
    """The caller's rating of a title. `version` is behind the ETag: what `If-Match` may name as `"<version>"`."""

    title_id: str
    value: int
    rated_at: Instant
    version: int

    @classmethod
    def of(cls, rating: Rating) -> Self:
        """The reply for a rating that exists."""
        told = {"title_id": rating.title_id, "value": rating.value, "rated_at": rating.rated_at}
        return cls.model_validate(told | {"version": rating.version})


class RatingPage(Page[RatingReply]):
    """Newest first."""


class GraphqlRequest(Body):
    """GraphQL over HTTP; field names are that specification's."""

    query: str = Field(min_length=1, max_length=10_000)
    variables: dict[str, Any] | None = None
    operation_name: str | None = Field(None, alias="operationName", max_length=200)
    extensions: dict[str, Any] | None = None


class GraphqlReply(Body):
    """`data`, and `errors` where something was refused: `extensions.code` is the problem's name."""

    data: dict[str, Any] | None
    errors: list[dict[str, Any]] = Field([])
