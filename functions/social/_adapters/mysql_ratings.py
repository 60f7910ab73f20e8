"""Ratings in MySQL: one profile's own, and one statement for what those it follows say of many titles."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chassis.ids import from_bytes, new_id, to_bytes
from social._domain.facts import rating_changed
from social._domain.profile import ProfileId
from social._domain.rating import Rating, RatingId, TitleId

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chassis.mysql import Database, Transaction

_COLUMNS = "id, profile_id, title_id, value, rated_at, version"
_SELECT = f"SELECT {_COLUMNS} FROM ratings"  # noqa: S608 - constants
_CLAIM = (  # as in mysql_follows: afterwards the row is there and ours
    "INSERT INTO ratings (id, profile_id, title_id, version, created_at, updated_at) VALUES (%s, %s, %s, 0, %s, %s)"
    " ON DUPLICATE KEY UPDATE version = version"
)
_UPDATE = (
    "UPDATE ratings SET value = %s, rated_at = %s, version = %s, updated_at = %s"
    " WHERE profile_id = %s AND title_id = %s"
)


class Ratings:
    """Opens transactions and reads a profile's own ratings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def transaction(self) -> Iterator[OpenRatings]:
        """A transaction on ratings; it rolls back unless saved."""
        with self._database.transaction() as tx:
            yield OpenRatings(tx)

    def read(self, profile_id: ProfileId, title_id: TitleId) -> Rating | None:
        """The profile's rating of the title, or of what it was; None where there never was one."""
        with self._database.read() as tx:
            return _one(tx, profile_id, title_id)

    def page(self, profile_id: ProfileId, after: tuple[datetime, TitleId] | None, limit: int) -> list[Rating]:
        """The profile's ratings, newest first, after that place."""
        where, values = " WHERE profile_id = %s AND rated_at IS NOT NULL", list[object]([to_bytes(profile_id)])
        if after is not None:
            where += " AND (rated_at, title_id) < (%s, %s)"
            values += [_naive(after[0]), to_bytes(after[1])]
        with self._database.read() as tx:
            rows = tx.all(f"{_SELECT}{where} ORDER BY rated_at DESC, title_id DESC LIMIT %s", (*values, limit))
        return [_rating(row) for row in rows]


class OpenRatings:
    """Ratings within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def lock(self, profile_id: ProfileId, title_id: TitleId, now: datetime) -> Rating:
        """The rating or what may become one, kept from concurrent changes until the end."""
        at = _naive(now)
        self._tx.run(_CLAIM, (to_bytes(new_id(now)), to_bytes(profile_id), to_bytes(title_id), at, at))
        rating = _one(self._tx, profile_id, title_id)
        assert rating is not None  # noqa: S101 - the claim has just made or locked it
        return rating

    def save(self, rating: Rating, now: datetime) -> None:
        """Store the rating's next state with its event, and commit."""
        pair = (to_bytes(rating.profile_id), to_bytes(rating.title_id))
        rated_at = _naive(rating.rated_at) if rating.rated_at else None
        self._tx.run(_UPDATE, (rating.value, rated_at, rating.version, _naive(now), *pair))
        self._tx.save(rating_changed(rating, now))


def _one(tx: Transaction, profile_id: ProfileId, title_id: TitleId) -> Rating | None:
    row = tx.one(f"{_SELECT} WHERE profile_id = %s AND title_id = %s", (to_bytes(profile_id), to_bytes(title_id)))
    return None if row is None else _rating(row)


def _rating(row: Mapping[str, Any]) -> Rating:
    return Rating(
        id=RatingId(from_bytes(row["id"])),
        profile_id=ProfileId(from_bytes(row["profile_id"])),
        title_id=TitleId(from_bytes(row["title_id"])),
        value=row["value"],
        rated_at=row["rated_at"] and row["rated_at"].replace(tzinfo=UTC),
        version=row["version"],
    )


def _naive(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)
