"""Cards in MySQL: one statement whatever the number of ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalogue._domain.cards import PersonCard, TitleCard
from catalogue._domain.person import PersonId
from catalogue._domain.title import TitleId
from chassis.ids import from_bytes, is_id, to_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chassis.mysql import Database

_TITLES = (
    "SELECT id, kind, name, original_name, original_language, release_date, runtime_minutes, vote_average, version"
    " FROM titles WHERE id IN %s AND removed_at IS NULL"
)
_PEOPLE = "SELECT id, name, known_for_department, version FROM people WHERE id IN %s AND removed_at IS NULL"


class Cards:
    """Reads cards of those that exist, by id. What is no UUID names nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def titles(self, ids: Sequence[str]) -> dict[str, TitleCard]:
        """The cards of titles."""
        found = [TitleCard(**row | {"id": TitleId(from_bytes(row["id"]))}) for row in self._rows(_TITLES, ids)]
        return {card.id: card for card in found}

    def people(self, ids: Sequence[str]) -> dict[str, PersonCard]:
        """The cards of people."""
        found = [PersonCard(**row | {"id": PersonId(from_bytes(row["id"]))}) for row in self._rows(_PEOPLE, ids)]
        return {card.id: card for card in found}

    def _rows(self, sql: str, ids: Sequence[str]) -> list[dict[str, Any]]:
        keys = tuple(to_bytes(each) for each in ids if is_id(each))
        if not keys:
            return []
        with self._database.read() as tx:
            return tx.all(sql, (keys,))
