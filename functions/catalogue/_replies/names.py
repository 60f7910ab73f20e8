"""Searching names: models with the published field names."""

from typing import Annotated

from pydantic import Field

from catalogue._domain.names import Kind
from chassis.paging import Limit
from chassis.reply import Body


class NameQuery(Body):
    """The query of `GET /search`."""

    query: str = Field(min_length=1, max_length=200, description="A name or its beginning, as somebody types it")
    kind: list[Annotated[str, Field(max_length=64)]] = Field(
        [], max_length=16, description="film, series, person; all unless said; comma = or, leading - = not"
    )
    limit: Limit = 20


class FoundName(Body):
    """A title or a person; `matched_name` is the one of its names that is like the query, `year` a title's first."""

    id: str
    kind: Kind
    name: str
    matched_name: str
    year: int | None
    popularity: float
