"""What discovery knows of the catalogue's titles: a projection of its events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis.ids import to_bytes
from chassis.inbox import first_time

if TYPE_CHECKING:
    from datetime import datetime

    from chassis.mysql import Database
    from discovery._domain.title import KnownTitle

# version last: the assignments before it compare with the stored one (MySQL assigns from left to right).
_UPSERT = (
    "INSERT INTO titles (title_id, tmdb_id, name, removed, updated_at, version) VALUES (%s, %s, %s, %s, %s, %s)"
    " ON DUPLICATE KEY UPDATE tmdb_id = IF(VALUES(version) > version, VALUES(tmdb_id), tmdb_id),"
    " name = IF(VALUES(version) > version, VALUES(name), name),"
    " removed = IF(VALUES(version) > version, VALUES(removed), removed),"
    " updated_at = IF(VALUES(version) > version, VALUES(updated_at), updated_at),"
    " version = GREATEST(version, VALUES(version))"
)
_REMOVE = (
    "INSERT INTO titles (title_id, tmdb_id, name, removed, updated_at, version) VALUES (%s, NULL, '', 1, %s, %s)"
    " ON DUPLICATE KEY UPDATE removed = IF(VALUES(version) > version, 1, removed),"
    " updated_at = IF(VALUES(version) > version, VALUES(updated_at), updated_at),"
    " version = GREATEST(version, VALUES(version))"
)


class KnownTitles:
    """Follows the catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def follow(self, event_id: str, title: KnownTitle, at: datetime) -> None:
        """Take `title` over unless a newer version is known. A redelivered event has no effect."""
        values = (to_bytes(title.id), title.tmdb_id, title.name, 0, at.replace(tzinfo=None), title.version)
        self._once(event_id, at, _UPSERT, values)

    def forget(self, event_id: str, title_id: str, version: int, at: datetime) -> None:
        """Mark the title as removed, as of `version`."""
        self._once(event_id, at, _REMOVE, (to_bytes(title_id), at.replace(tzinfo=None), version))

    def _once(self, event_id: str, at: datetime, sql: str, values: tuple[object, ...]) -> None:
        with self._database.transaction() as tx:
            if first_time(tx, event_id, at):
                tx.run(sql, values)
            tx.save()
