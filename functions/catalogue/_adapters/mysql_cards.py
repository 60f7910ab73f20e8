"""Title cards in MySQL: one statement whatever the number of ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue._domain.cards import TitleCard
from catalogue._domain.title import TitleId
from chassis.ids import from_bytes, is_id, to_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chassis.mysql import Database

_SELECT = (
    "SELECT id, kind, name, original_name, original_language, release_date, runtime_minutes, vote_average, version"
    " FROM titles WHERE id IN %s AND removed_at IS NULL"
)


class TitleCards:
    """Reads cards."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, ids: Sequence[TitleId]) -> dict[TitleId, TitleCard]:
        """The cards of those titles that exist. What is no UUID names no title."""
        keys = tuple(to_bytes(each) for each in ids if is_id(each))
        if not keys:
            return {}
        with self._database.read() as tx:
            rows = tx.all(_SELECT, (keys,))
        found = [TitleCard(**row | {"id": TitleId(from_bytes(row["id"]))}) for row in rows]
        return {card.id: card for card in found}
