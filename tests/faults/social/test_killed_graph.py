"""kill -9 of Neo4j while people follow and unfollow: nobody is refused, and afterwards the graph is what MySQL says.

What the version check is for (events that come twice and late, as after a kill) has its twin without it in
tests/integration/social/test_graph.py.
"""

from __future__ import annotations

import os
import random
import signal
import uuid
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pymysql

from engines import control, credentials, neo4j_server
from local_cloud import eventually

if TYPE_CHECKING:
    from local_cloud import Cloud

CHANGES = 60
KILLED_AT = (10, 30)  # the second falls into the first one's recovery, or after it
RECOVERED_WITHIN = 120.0
Pairs = set[tuple[str, str]]


def part(cloud: Cloud) -> dict[str, Any]:
    snapshot = control.status(cloud.settings.state)
    assert snapshot is not None
    return next(each for each in snapshot["parts"] if each["name"] == "neo4j")


def kill(cloud: Cloud) -> None:
    """Kill -9 what runs of Neo4j just now, if anything does."""
    pid = part(cloud)["pid"]
    if pid is not None:
        os.kill(pid, signal.SIGKILL)


def in_mysql(cloud: Cloud, follower: str) -> Pairs:
    settings = cloud.settings
    with (
        closing(pymysql.connect(
            host=settings.host, port=settings.ports["mysql"], user="root", database="social",
            password=credentials.load(settings)["mysql_root"],
        )) as connection,
        connection.cursor() as cursor,
    ):  # fmt: skip
        ask = "SELECT followed_id FROM follows WHERE follower_id = %s AND followed_at IS NOT NULL"
        cursor.execute(ask, (uuid.UUID(follower).bytes,))
        return {(follower, str(uuid.UUID(bytes=row[0]))) for row in cursor.fetchall()}


def in_graph(cloud: Cloud, follower: str) -> Pairs | None:
    """None while the graph does not answer."""
    settings = cloud.settings
    password = credentials.load(settings)["neo4j_admin"]
    ask = "MATCH (:Profile {id: $id})-[f:FOLLOWS]->(b:Profile) WHERE f.active RETURN b.id AS id"
    try:
        with neo4j_server.connection(settings.host, settings.ports["neo4j"], password) as driver:
            records = driver.execute_query(ask, id=follower, database_="neo4j").records
            return {(follower, record["id"]) for record in records}
    except Exception:  # noqa: BLE001 - it was killed: whatever the driver says is "not yet"
        return None


def test_follows_made_while_the_graph_is_killed_are_in_it_afterwards(cloud: Cloud) -> None:
    headers = cloud.bearer("viewer")
    body = {"query": "{ me { id } }"}
    viewer = cloud.http.post("/api/social/graphql", json=body, headers=headers).json()["data"]["me"]["id"]
    before, dice, others = part(cloud), random.Random(11), [str(uuid.uuid4()) for _ in range(12)]
    for number in range(CHANGES):
        if number in KILLED_AT:
            kill(cloud)
        verb = dice.choice(("PUT", "PUT", "DELETE"))
        answer = cloud.http.request(verb, f"/api/social/follows/{dice.choice(others)}", headers=headers)
        assert answer.status_code in {200, 201, 204}, answer.text
    truth = in_mysql(cloud, viewer)
    assert {pair for pair in truth if pair[1] in others}
    eventually(lambda: part(cloud)["state"] == "healthy", RECOVERED_WITHIN, "Neo4j is healthy again")
    assert part(cloud)["restarts"] > before["restarts"]
    what = "the graph has every follow that MySQL has, and no other"
    eventually(lambda: in_graph(cloud, viewer) == truth, RECOVERED_WITHIN, what)
