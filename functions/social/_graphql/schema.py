"""The GraphQL schema: what social may be asked in one query."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, NewType, Self

import strawberry
from graphql import GraphQLError
from strawberry.extensions import MaxTokensLimiter, SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext
from strawberry.types import Info as AnyInfo
from strawberry.types.scalar import ScalarDefinition

from chassis.clock import rfc3339
from chassis.errors import FieldError, Invalid
from chassis.ids import is_id
from contracts.rpc.catalogue.v1.catalogue_pb2 import Title as CatalogueTitle
from social._domain.rating import TitleId
from social._domain.refusals import TooManyTitles
from social._domain.views import GivenRating, TitleRatings
from social._graphql.limits import LONGEST, MOST_TOKENS, PAGE, Limits
from social._graphql.loading import Loading, Wanted

Info = AnyInfo[Loading, None]
Instant = NewType("Instant", datetime)
_SCALARS: dict[object, ScalarDefinition] = {
    Instant: strawberry.scalar(name="Instant", description="RFC 3339, UTC, milliseconds", serialize=rfc3339)
}
First = Annotated[int, strawberry.argument(description=f"1 to {LONGEST}")]


@strawberry.type
class Profile:
    """Somebody who follows and rates."""

    id: strawberry.ID


@strawberry.type
class Rating:
    """A profile's rating of a title: half stars, 1 to 10."""

    profile: Profile
    value: int
    rated_at: Instant

    @classmethod
    def of(cls, given: GivenRating) -> Self:
        return cls(
            profile=Profile(id=strawberry.ID(given.profile_id)), value=given.value, rated_at=Instant(given.rated_at)
        )


@strawberry.type
class RatingEdge:
    """A rating and its place in the list."""

    cursor: str
    node: Rating


@strawberry.type
class PageInfo:
    """Relay's."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class RatingConnection:
    """Ratings, newest first; mean and number are of all of them, not of this page."""

    edges: list[RatingEdge]
    page_info: PageInfo
    total_count: int
    average_value: float | None

    @classmethod
    def of(cls, seen: TitleRatings, first: int, after: str | None, loading: Loading) -> Self:
        shown = seen.by_followed[:first]
        edges = [
            RatingEdge(cursor=loading.cursor(seen.title_id, (each.rated_at, each.profile_id)), node=Rating.of(each))
            for each in shown
        ]
        return cls(
            edges=edges,
            page_info=PageInfo(
                has_next_page=len(seen.by_followed) > first,
                has_previous_page=after is not None,
                start_cursor=edges[0].cursor if edges else None,
                end_cursor=edges[-1].cursor if edges else None,
            ),
            total_count=seen.total,
            average_value=seen.average,
        )


@strawberry.type
class Title:
    """A title of the catalogue, and what the caller sees of its ratings. null = not known."""

    id: strawberry.ID
    kind: str
    name: str
    original_name: str
    original_language: str | None
    year: int | None
    release_date: str | None
    runtime_minutes: int | None

    @classmethod
    def of(cls, title: CatalogueTitle) -> Self:
        optional = ("original_language", "year", "release_date", "runtime_minutes")
        known = {name: getattr(title, name) if title.HasField(name) else None for name in optional}
        return cls(
            id=strawberry.ID(title.id), kind=title.kind, name=title.name, original_name=title.original_name, **known
        )

    @strawberry.field(description="The caller's own rating.")
    async def my_rating(self, info: Info) -> Rating | None:
        seen = await info.context.ratings.load(Wanted(TitleId(self.id)))
        return Rating.of(seen.mine) if seen.mine else None

    @strawberry.field(description="What those whom the caller follows say; null where that cannot be told just now.")
    async def ratings_by_followed(
        self, info: Info, first: First = PAGE, after: str | None = None
    ) -> RatingConnection | None:
        if not 1 <= first <= LONGEST:
            raise Invalid(f"first is 1 to {LONGEST}", errors=[FieldError("/first", "out_of_range", str(first))])
        title_id = TitleId(self.id)
        seen = await info.context.ratings.load(Wanted(title_id, info.context.slice(title_id, first, after)))
        return RatingConnection.of(seen, first, after, info.context)


@strawberry.type
class Query:
    """Everything here is seen as the profile that asks."""

    @strawberry.field(description="The profile that asks.")
    def me(self, info: Info) -> Profile:
        return Profile(id=strawberry.ID(info.context.me))

    @strawberry.field(description="A title; null where there is none.")
    async def title(self, info: Info, id: strawberry.ID) -> Title | None:  # noqa: A002 - GraphQL's name
        return (await _titles(info.context, [id]))[0]

    @strawberry.field(description="Titles in the order of their ids; null where there is none.")
    async def titles(self, info: Info, ids: list[strawberry.ID]) -> list[Title | None]:
        if len(ids) > LONGEST:
            raise TooManyTitles(f"a query asks for at most {LONGEST} titles")
        return await _titles(info.context, ids)


async def _titles(loading: Loading, ids: list[strawberry.ID]) -> list[Title | None]:
    known = [TitleId(each) for each in ids if is_id(each)]  # what is no UUID names no title
    found = dict(zip(known, await loading.titles.load_many(known), strict=True))
    titles = [found.get(TitleId(each)) for each in ids]
    return [Title.of(title) if title else None for title in titles]


class Limiter(SchemaExtension):
    """Puts the limits into each request's validation, with its variables."""

    def on_operation(self) -> Iterator[None]:
        context = self.execution_context
        context.validation_rules = (*context.validation_rules, Limits.given(context.variables or {}))
        yield


class QuietSchema(strawberry.Schema):
    """Logs no error by itself: refusals are answers, and what is unforeseen is logged where it is told."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        pass


schema = QuietSchema(
    query=Query,
    config=StrawberryConfig(scalar_map=_SCALARS),
    extensions=[lambda: MaxTokensLimiter(MOST_TOKENS), Limiter],
)
