"""Records of people, companies and collections, as `export_records` writes them."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, ValidationError

from catalogue._domain.collection import MOST_TITLES
from catalogue._domain.record import ThingRecord
from catalogue._replies.collections import NewCollection
from catalogue._replies.companies import NewCompany
from catalogue._replies.people import NewPerson
from catalogue._replies.records import rejection
from catalogue._replies.things import Id


class PersonRecord(NewPerson):
    """A person."""

    id: Id | None = None


class CompanyRecord(NewCompany):
    """A company."""

    id: Id | None = None


class CollectionRecord(NewCollection):
    """A collection with the ids of its titles."""

    id: Id | None = None
    titles: list[Id] = Field([], max_length=MOST_TITLES)


_MODELS: Mapping[str, type[PersonRecord | CompanyRecord | CollectionRecord]] = {
    "people": PersonRecord,
    "companies": CompanyRecord,
    "collections": CollectionRecord,
}


def read_thing(kind: str, line: int, told: Mapping[str, Any]) -> ThingRecord:
    """The record of one row. Raises `RowRejected` that names the first field that cannot be taken."""
    try:
        thing = _MODELS[kind].model_validate(told)
    except ValidationError as error:
        raise rejection(error) from None
    facts = {name: tuple(value) if isinstance(value, list) else value for name, value in thing.written().items()}
    facts.pop("id", None)
    return ThingRecord(line, thing.id, facts)
