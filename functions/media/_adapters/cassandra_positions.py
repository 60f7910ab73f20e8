"""Positions in Cassandra: one row an asset, and one a day and asset for the list.

Every write carries the clock's instant as its timestamp, so that of two writes the newer one stays, whichever arrives
last and wherever it was retried.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any
from uuid import UUID

from media._domain.position import Position

if TYPE_CHECKING:
    from datetime import datetime

    from chassis.stores import Cassandra

_COLUMNS = "asset_id, title_id, position_ms, duration_ms, updated_at"
_PUT = f"INSERT INTO positions_by_profile (profile_id, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?"  # noqa: S608 - constants
_MEET = (
    f"INSERT INTO watching_by_profile (profile_id, watched_on, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
    " USING TIMESTAMP ?"
)
_ONE = f"SELECT {_COLUMNS} FROM positions_by_profile WHERE profile_id = ? AND asset_id = ?"  # noqa: S608 - constants
_MET = f"SELECT {_COLUMNS} FROM watching_by_profile WHERE profile_id = ? LIMIT ?"  # noqa: S608
_MOST_MET = 1000


class Positions:
    """Where profiles stopped."""

    def __init__(self, cassandra: Cassandra) -> None:
        self._cassandra = cassandra

    def put(self, profile_id: UUID, position: Position) -> None:
        """Remember, unless a newer position is known."""
        written = _microseconds(position.updated_at)
        title = UUID(position.title_id) if position.title_id else None
        values = (UUID(position.asset_id), title, position.position_ms, position.duration_ms, position.updated_at)
        self._cassandra.execute(_PUT, (profile_id, *values, written))
        self._cassandra.execute(_MEET, (profile_id, position.updated_at.date(), *values, written))

    def ping(self) -> None:
        """Ask a real query. Raises `Unavailable`."""
        self._cassandra.execute("SELECT profile_id FROM positions_by_profile LIMIT 1")

    def one(self, profile_id: UUID, asset_id: str) -> Position | None:
        """Where the profile stopped in this asset."""
        rows = self._cassandra.execute(_ONE, (profile_id, UUID(asset_id)))
        return _position(rows[0]) if rows else None

    def met(self, profile_id: UUID) -> list[Position]:
        """What it watched in the last ninety days, the newest day first; an asset may come several times."""
        return [_position(row) for row in self._cassandra.execute(_MET, (profile_id, _MOST_MET))]


def _microseconds(instant: datetime) -> int:
    """Cassandra's unit of time."""
    return int(instant.timestamp() * 1_000_000)


def _position(row: Any) -> Position:
    return Position(
        asset_id=str(row.asset_id),
        title_id=str(row.title_id) if row.title_id else None,
        position_ms=row.position_ms,
        duration_ms=row.duration_ms,
        updated_at=row.updated_at.replace(tzinfo=UTC),
    )
