"""Collections: models with the published field names."""

from typing import Annotated, Self

from pydantic import Field, field_validator

from catalogue._domain.collection import MOST_TITLES, Collection, CollectionFacts
from catalogue._domain.views import CollectionTitle
from catalogue._replies.things import Id, Written
from catalogue._replies.titles import Line
from chassis.reply import Body, Instant


class CollectionFields(Written):
    """What may be written about a collection; its titles have an operation of their own."""

    name: Line = ""
    overview: str = Field("", max_length=4000)


class NewCollection(CollectionFields):
    """The body of `POST /collections`."""

    name: Line

    def facts(self) -> CollectionFacts:
        """The facts of the new collection."""
        return CollectionFacts(**self.written())


class CollectionChanges(CollectionFields):
    """The merge patch of `PATCH /collections/{collection_id}`."""


class CollectionTitles(Body):
    """All titles of a collection, in their order."""

    titles: Annotated[list[Id], Field(max_length=MOST_TITLES)]

    @field_validator("titles")
    @classmethod
    def _once(cls, values: list[str]) -> list[str]:
        if len(set(values)) < len(values):
            raise ValueError("each title may come once")
        return values


class CollectionReply(Body):
    """A collection and how many titles it has."""

    id: str
    name: str
    overview: str
    titles_count: int
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, collection: Collection) -> Self:
        """The reply for a collection."""
        facts = collection.facts
        return cls(
            id=collection.id,
            name=facts.name,
            overview=facts.overview,
            titles_count=len(facts.titles),
            created_at=collection.created_at,
            updated_at=collection.updated_at,
        )


class CollectionWithTitles(CollectionReply):
    """A collection with its titles that still exist, in their order."""

    titles: tuple[CollectionTitle, ...]

    @classmethod
    def among(cls, collection: Collection, titles: tuple[CollectionTitle, ...]) -> Self:
        """The reply for a collection and its titles."""
        fields = CollectionReply.of(collection).model_dump()
        return cls(**{**fields, "titles_count": len(titles)}, titles=titles)
