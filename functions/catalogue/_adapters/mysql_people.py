"""People and their filmographies in MySQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue._adapters.mysql_history import record
from catalogue._adapters.mysql_names import index_people
from catalogue._adapters.mysql_retold import retold
from catalogue._adapters.mysql_rows import naive
from catalogue._adapters.mysql_things import OpenThings, Shape, Things
from catalogue._domain.facts import thing_was_changed
from catalogue._domain.person import PersonFacts, require_life
from catalogue._domain.refusals import PersonNotFound, PersonRemoved
from catalogue._domain.thing import changed, revision
from catalogue._domain.title import TitleId
from catalogue._domain.views import FilmographyEntry
from chassis.ids import from_bytes, to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from catalogue._domain.history import FieldChange
    from catalogue._domain.person import Person, PersonId
    from catalogue._domain.thing import Thing
    from chassis.events import Event

_FILMOGRAPHY = """
SELECT t.id, t.kind, t.name, t.release_date, c.kind AS role, c.character_name, c.department, c.job
FROM credits c JOIN titles t ON t.id = c.title_id WHERE c.person_id = %s AND t.removed_at IS NULL
ORDER BY t.release_date DESC, t.id, c.kind, c.billing_order, c.id
"""
_RETELL = "UPDATE people SET version = %s, updated_at = %s WHERE id = %s"


class OpenPeople(OpenThings[PersonFacts]):
    """People within one transaction."""

    shape = Shape(
        kind="person",
        table="people",
        facts=PersonFacts,
        columns=(
            *("name", "gender", "biography", "birthday", "deathday"),
            *("place_of_birth", "known_for_department", "homepage"),
        ),
        not_found=PersonNotFound,
        removed=PersonRemoved,
    )

    def check(self, thing: Thing[PersonFacts]) -> None:
        """Raise `ImpossibleLife`."""
        require_life(thing.facts)

    def write_beside(self, before: Thing[PersonFacts] | None, after: Thing[PersonFacts]) -> None:  # noqa: ARG002
        """Let search find the person by the new name, or no more."""
        index_people(self.tx, [to_bytes(after.id)])

    def retold(self, before: Thing[PersonFacts], after: Thing[PersonFacts], by: str) -> list[Event]:
        """Titles that credit somebody of another name now, or somebody who was removed."""
        if before.facts.name == after.facts.name and after.removed_at is None:
            return []
        return retold(self.tx, "credits", [to_bytes(after.id)], after.updated_at, by)

    def retell(self, before: Person, changes: Sequence[FieldChange], at: datetime, by: str) -> tuple[Person, Event]:
        """The next version of a locked person, of whose images `changes` tell."""
        after = changed(before, before.facts, at)
        self.tx.run(_RETELL, (after.version, naive(at), to_bytes(after.id)))
        record(self.tx, [revision(before, after, by, changes)])
        return after, thing_was_changed(after, ("images",))

    def filmography(self, person_id: PersonId) -> tuple[FilmographyEntry, ...]:
        """Every credit on a title that still exists, newest first."""
        return tuple(_entry(row) for row in self.tx.all(_FILMOGRAPHY, (to_bytes(person_id),)))


class People(Things[PersonFacts]):
    """Opens transactions on people, and reads them."""

    open = OpenPeople

    def read(self, person_id: PersonId) -> tuple[Person, tuple[FilmographyEntry, ...]]:
        """The person with the filmography. Raises `PersonNotFound` or `PersonRemoved`."""
        with self._database.read() as tx:
            people = OpenPeople(tx)
            return people.load(person_id), people.filmography(person_id)


def _entry(row: Mapping[str, Any]) -> FilmographyEntry:
    return FilmographyEntry(
        title_id=TitleId(from_bytes(row["id"])),
        kind=row["kind"],
        name=row["name"],
        release_date=row["release_date"],
        role=row["role"],
        character=row["character_name"],
        department=row["department"],
        job=row["job"],
    )
