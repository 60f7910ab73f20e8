"""People and their filmographies in MySQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalogue._domain.refusals import PersonNotFound
from catalogue._domain.title import TitleId
from catalogue._domain.views import FilmographyEntry, Person, PersonId
from chassis.ids import from_bytes, is_id, to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chassis.mysql import Database

_PERSON = "SELECT id, tmdb_id, name, gender FROM people WHERE id = %s"
_FILMOGRAPHY = """
SELECT t.id, t.kind, t.name, t.release_date, c.kind AS role, c.character_name, c.department, c.job
FROM credits c JOIN titles t ON t.id = c.title_id WHERE c.person_id = %s AND t.removed_at IS NULL
ORDER BY t.release_date DESC, t.id, c.kind, c.billing_order, c.id
"""


class People:
    """Reads people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, person_id: PersonId) -> Person:
        """The person with every credit on a title that still exists. Raises `PersonNotFound`."""
        with self._database.read() as tx:
            row = tx.one(_PERSON, (to_bytes(person_id),)) if is_id(person_id) else None
            if row is None:
                raise PersonNotFound(f"there is no person {person_id}")
            credited = tx.all(_FILMOGRAPHY, (row["id"],))
        return Person(
            id=person_id,
            name=row["name"],
            gender=row["gender"],
            external_ids={} if row["tmdb_id"] is None else {"tmdb": str(row["tmdb_id"])},
            filmography=tuple(_entry(credit) for credit in credited),
        )


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
