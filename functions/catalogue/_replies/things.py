"""What the models of people, companies and collections share."""

from dataclasses import fields
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from catalogue._domain.thing import Thing
from catalogue._replies.titles import ExternalId, Source
from chassis.reply import Body, etag, to_json

Homepage = Annotated[str, StringConstraints(max_length=512, pattern=r"^https?://\S+$")]
Query = Annotated[str, StringConstraints(max_length=200)]
Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
ExternalIds = Annotated[dict[Source, ExternalId], Field(max_length=16)]
ExternalIdChanges = Annotated[dict[Source, ExternalId | None], Field(max_length=16)]


class Written(Body):
    """A body whose fields are facts of the same names."""

    def written(self) -> dict[str, Any]:
        """The fields that the request carries."""
        return {name: getattr(self, name) for name in self.model_fields_set}


def shown(thing: Thing[Any]) -> dict[str, Any]:
    """The fields of a thing's reply."""
    facts = {each.name: getattr(thing.facts, each.name) for each in fields(thing.facts)}
    return {"id": thing.id, **facts, "created_at": thing.created_at, "updated_at": thing.updated_at}


def tag(version: int, beside: object) -> dict[str, str]:
    """The ETag of a thing shown with others: a reader hears of their changes, a writer sends the thing's version."""
    return {"ETag": etag(version, to_json(beside))}
