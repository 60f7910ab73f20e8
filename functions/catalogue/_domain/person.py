"""A person: what is known about somebody who is credited."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NewType

from catalogue._domain.refusals import ImpossibleLife
from catalogue._domain.thing import Thing
from chassis.errors import FieldError

PersonId = NewType("PersonId", str)
Gender = Literal["female", "male", "non_binary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """`None` = not known. `known_for_department` as credits have it (`Directing`)."""

    name: str
    gender: Gender | None = None
    biography: str = ""
    birthday: date | None = None
    deathday: date | None = None
    place_of_birth: str | None = None
    known_for_department: str | None = None
    homepage: str | None = None
    external_ids: Mapping[str, str] = field(default_factory=dict)


Person = Thing[PersonFacts]


def require_life(facts: PersonFacts) -> None:
    """Raise `ImpossibleLife` for somebody who died before being born."""
    if facts.birthday and facts.deathday and facts.deathday < facts.birthday:
        at = FieldError("/deathday", "before_birthday", f"before the birthday {facts.birthday}")
        raise ImpossibleLife(f"nobody born on {facts.birthday} dies on {facts.deathday}", errors=[at])
