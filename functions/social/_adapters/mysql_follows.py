"""Follows in MySQL: the truth of who follows whom."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chassis.ids import from_bytes, new_id, to_bytes
from social._domain.facts import follow_changed
from social._domain.follow import Follow, FollowId
from social._domain.profile import ProfileId

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from chassis.mysql import Database, Transaction

_COLUMNS = "id, follower_id, followed_id, followed_at, version"
_SELECT = f"SELECT {_COLUMNS} FROM follows"  # noqa: S608 - constants
# A pair that never was gets its row, at version 0; one that is there is locked. Afterwards it is ours until the end.
_CLAIM = (
    "INSERT INTO follows (id, follower_id, followed_id, version, created_at, updated_at) VALUES (%s, %s, %s, 0, %s, %s)"
    " ON DUPLICATE KEY UPDATE version = version"
)
_UPDATE = (
    "UPDATE follows SET followed_at = %s, ended_at = %s, version = %s, updated_at = %s"
    " WHERE follower_id = %s AND followed_id = %s"
)
_PAGE = f"{_SELECT} WHERE follower_id = %s AND followed_at IS NOT NULL"
_BATCH = f"{_SELECT} WHERE (follower_id, followed_id) > (%s, %s) ORDER BY follower_id, followed_id LIMIT %s"
_NOBODY = bytes(16)


class Follows:
    """Opens transactions, reads pages and, for the graph, everything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def transaction(self) -> Iterator[OpenFollows]:
        """A transaction on follows; it rolls back unless saved."""
        with self._database.transaction() as tx:
            yield OpenFollows(tx)

    def page(
        self, follower_id: ProfileId, after: tuple[datetime, ProfileId] | None, limit: int
    ) -> list[tuple[ProfileId, datetime]]:
        """Whom the profile follows and since when, newest first, after that place."""
        where, values = "", list[object]([to_bytes(follower_id)])
        if after is not None:
            where, values = (
                " AND (followed_at, followed_id) < (%s, %s)",
                [*values, _naive(after[0]), to_bytes(after[1])],
            )
        order = " ORDER BY followed_at DESC, followed_id DESC LIMIT %s"
        with self._database.read() as tx:
            rows = tx.all(_PAGE + where + order, (*values, limit))
        return [(ProfileId(from_bytes(row["followed_id"])), row["followed_at"].replace(tzinfo=UTC)) for row in rows]

    def batches(self, size: int) -> Iterator[list[Follow]]:
        """Every pair that ever was, in the order of its key, read `size` at a time."""
        after = (_NOBODY, _NOBODY)
        while True:
            with self._database.read() as tx:
                rows = tx.all(_BATCH, (*after, size))
            if not rows:
                return
            yield [_follow(row) for row in rows]
            after = (rows[-1]["follower_id"], rows[-1]["followed_id"])

    def of(self, pairs: Sequence[tuple[ProfileId, ProfileId]]) -> list[Follow]:
        """The state of those of the pairs that ever were."""
        if not pairs:
            return []
        keys = tuple((to_bytes(follower), to_bytes(followed)) for follower, followed in pairs)
        with self._database.read() as tx:
            rows = tx.all(f"{_SELECT} WHERE (follower_id, followed_id) IN %s", (keys,))
        return [_follow(row) for row in rows]


class OpenFollows:
    """Follows within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def lock(self, follower_id: ProfileId, followed_id: ProfileId, now: datetime) -> Follow:
        """The pair's state, kept from concurrent changes until the end."""
        pair, at = (to_bytes(follower_id), to_bytes(followed_id)), _naive(now)
        self._tx.run(_CLAIM, (to_bytes(new_id(now)), *pair, at, at))
        row = self._tx.one(f"{_SELECT} WHERE follower_id = %s AND followed_id = %s", pair)
        assert row is not None  # noqa: S101 - the claim has just made or locked it
        return _follow(row)

    def save(self, follow: Follow, now: datetime) -> None:
        """Store the pair's next state with its event, and commit."""
        pair, at = (to_bytes(follow.follower_id), to_bytes(follow.followed_id)), _naive(now)
        since = _naive(follow.followed_at) if follow.followed_at else None
        self._tx.run(_UPDATE, (since, None if since else at, follow.version, at, *pair))
        self._tx.save(follow_changed(follow, now))


def _follow(row: Mapping[str, Any]) -> Follow:
    return Follow(
        id=FollowId(from_bytes(row["id"])),
        follower_id=ProfileId(from_bytes(row["follower_id"])),
        followed_id=ProfileId(from_bytes(row["followed_id"])),
        followed_at=row["followed_at"] and row["followed_at"].replace(tzinfo=UTC),
        version=row["version"],
    )


def _naive(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)
