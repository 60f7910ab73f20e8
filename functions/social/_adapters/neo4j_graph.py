"""The graph in Neo4j: `(:Profile {id})-[:FOLLOWS {since, active, version}]->(:Profile)`.

Fed by social's own events and rebuilt from MySQL. A relation stays when the follow ends (`active` false), so that its
version tells an event that is late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from social._domain.profile import ProfileId

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chassis.stores import Neo4j
    from social._domain.follow import Follow

MOST_FOLLOWED = 5000  # of whom one profile follows, so many, the newest, count in what it sees

# Writing a property takes the relation's lock: the version that is compared afterwards is the one that stands, also
# where two events about one pair are applied at once.
_APPLY = """
UNWIND $rows AS row
MERGE (a:Profile {id: row.follower_id}) MERGE (b:Profile {id: row.followed_id})
MERGE (a)-[f:FOLLOWS]->(b) ON CREATE SET f.version = -1
SET f.locked = true
REMOVE f.locked
WITH f, row WHERE f.version < row.version OR (row.again AND f.version = row.version)
SET f.version = row.version, f.active = row.active, f.since = row.since
"""
_FOLLOWED = """
MATCH (:Profile {id: $me})-[f:FOLLOWS]->(p:Profile) WHERE f.active
RETURN p.id AS id ORDER BY f.since DESC LIMIT $most
"""
_PAIRS = """
MATCH (a:Profile) WHERE a.id > $after WITH a ORDER BY a.id LIMIT $size
OPTIONAL MATCH (a)-[:FOLLOWS]->(b:Profile) RETURN a.id AS follower_id, b.id AS followed_id ORDER BY follower_id
"""
_REMOVE = """
UNWIND $rows AS row
MATCH (:Profile {id: row[0]})-[f:FOLLOWS]->(:Profile {id: row[1]}) DELETE f
"""


class FollowGraph:
    """Reads and applies changes."""

    def __init__(self, neo4j: Neo4j) -> None:
        self._neo4j = neo4j

    def followed_by(self, profile_id: ProfileId) -> list[ProfileId]:
        """Whom the profile follows, newest first, at most `MOST_FOLLOWED`."""
        rows = self._neo4j.execute(_FOLLOWED, me=profile_id, most=MOST_FOLLOWED)
        return [ProfileId(row["id"]) for row in rows]

    def apply(self, follows: Sequence[Follow], *, again: bool = False) -> None:
        """Take over what is newer than what the graph knows; with `again` also what is as new."""
        self._neo4j.execute(_APPLY, rows=[_row(follow) | {"again": again} for follow in follows])

    def pairs(self, profiles: int) -> Iterator[list[tuple[ProfileId, ProfileId]]]:
        """Every pair that the graph knows, those of so many followers at a time."""
        after = ""
        while rows := self._neo4j.execute(_PAIRS, after=after, size=profiles):
            yield [(ProfileId(row["follower_id"]), ProfileId(row["followed_id"])) for row in rows if row["followed_id"]]
            after = rows[-1]["follower_id"]

    def remove(self, pairs: Sequence[tuple[ProfileId, ProfileId]]) -> None:
        """Forget these pairs."""
        self._neo4j.execute(_REMOVE, rows=[list(pair) for pair in pairs])

    def ping(self) -> None:
        """Ask the store a real query. Raises `Unavailable`."""
        self._neo4j.execute("RETURN 1")


def _row(follow: Follow) -> dict[str, Any]:
    return {
        "follower_id": follow.follower_id,
        "followed_id": follow.followed_id,
        "version": follow.version,
        "active": follow.followed_at is not None,
        "since": follow.followed_at,
    }
