"""What carries an id of another system, in MySQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue._domain.found import KINDS, Found, FoundKind
from catalogue._domain.refusals import CompanyRemoved, ExternalIdNotFound, PersonRemoved, TitleRemoved
from chassis.ids import from_bytes

if TYPE_CHECKING:
    from chassis.errors import Gone
    from chassis.mysql import Database

_TITLE = (
    "SELECT t.id, t.name, t.removed_at FROM title_external_ids e JOIN titles t ON t.id = e.title_id"
    " WHERE e.source = %(source)s AND e.value = %(id)s"
)
# The TMDB id of a person or a company stands in a column of its own; "007" is not 7.
_OTHER = (
    "SELECT p.id, p.name, p.removed_at FROM {kind}_external_ids e JOIN {table} p ON p.id = e.{kind}_id"
    " WHERE e.source = %(source)s AND e.value = %(id)s UNION ALL"
    " SELECT id, name, removed_at FROM {table} WHERE %(source)s = 'tmdb' AND tmdb_id = %(number)s LIMIT 1"
)
_SELECTS: dict[FoundKind, str] = {
    "title": _TITLE,
    "person": _OTHER.format(kind="person", table="people"),
    "company": _OTHER.format(kind="company", table="companies"),
}
_REMOVED: dict[FoundKind, type[Gone]] = {"title": TitleRemoved, "person": PersonRemoved, "company": CompanyRemoved}


class Find:
    """Reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def by(self, source: str, external_id: str, kind: FoundKind | None) -> Found:
        """The title, else the person, else the company with that id.

        Raises `ExternalIdNotFound`, `TitleRemoved`, `PersonRemoved`, `CompanyRemoved`.
        """
        number = external_id if external_id.isdecimal() and str(int(external_id)) == external_id else None
        params: dict[str, object] = {"source": source, "id": external_id, "number": number}
        with self._database.read() as tx:
            for each in (kind,) if kind else KINDS:
                row = tx.one(_SELECTS[each], params)
                if row is not None and row["removed_at"] is not None:
                    raise _REMOVED[each](f"the {each} with {source} {external_id} was removed")
                if row is not None:
                    return Found(kind=each, id=from_bytes(row["id"]), name=row["name"])
        raise ExternalIdNotFound(f"nothing here has {source} {external_id}")
