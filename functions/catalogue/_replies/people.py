"""People: models with the published field names."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from catalogue._domain.person import Gender, Person, PersonFacts
from catalogue._domain.views import FilmographyEntry
from catalogue._replies.things import ExternalIdChanges, ExternalIds, Homepage, Written, shown
from catalogue._replies.titles import Line
from chassis.reply import Body, Instant

Department = Annotated[str, StringConstraints(min_length=1, max_length=64, strip_whitespace=True)]


class PersonFields(Written):
    """What may be written about a person. In a merge patch `null` clears; a name cannot be unknown."""

    name: Line = ""
    gender: Gender | None = None
    biography: str = Field("", max_length=10_000)
    birthday: date | None = None
    deathday: date | None = None
    place_of_birth: Line | None = None
    known_for_department: Department | None = None
    homepage: Homepage | None = None


class NewPerson(PersonFields):
    """The body of `POST /people`."""

    name: Line
    external_ids: ExternalIds = Field({})

    def facts(self) -> PersonFacts:
        """The facts of the new person."""
        return PersonFacts(**self.written())


class PersonChanges(PersonFields):
    """The merge patch of `PATCH /people/{person_id}`; `external_ids` merge by source, `null` removes one."""

    external_ids: ExternalIdChanges | None = None


class PersonReply(Body):
    """A person."""

    id: str
    name: str
    gender: str | None
    biography: str
    birthday: date | None
    deathday: date | None
    place_of_birth: str | None
    known_for_department: str | None
    homepage: str | None
    external_ids: Mapping[str, str]
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, person: Person) -> Self:
        """The reply for a person."""
        return cls(**shown(person))


class PersonWithFilmography(PersonReply):
    """A person and all credits on titles that still exist, newest first."""

    filmography: tuple[FilmographyEntry, ...]

    @classmethod
    def among(cls, person: Person, filmography: tuple[FilmographyEntry, ...]) -> Self:
        """The reply for a person and the filmography."""
        return cls(**shown(person), filmography=filmography)
