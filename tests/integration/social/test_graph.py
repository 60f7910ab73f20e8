"""The graph equals MySQL: on_profile_followed under redelivery, reordering and at once, and rebuild_graph."""

from __future__ import annotations

import random
import threading
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from chassis import clock
from integration.catalogue import lambda_calls
from local_cloud import eventually
from social import _wiring
from social._adapters import neo4j_graph
from social._domain.follow import Follow, FollowId
from social._domain.profile import ProfileId
from social._settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from chassis.events import Event
    from chassis.stores import Neo4j
    from integration.catalogue.context_stores import Schema
    from integration.social.conftest import Person

Pairs = set[tuple[str, str]]
UNGUARDED = neo4j_graph._APPLY.replace("WHERE f.version < row.version OR", "WHERE true OR")
UNLOCKED = neo4j_graph._APPLY.replace("SET f.locked = true\nREMOVE f.locked\n", "")


@pytest.fixture
def neo4j(stores: Schema) -> Neo4j:  # noqa: ARG001 - the store's address is set with it
    from chassis.stores import neo4j_driver  # noqa: PLC0415

    settings = Settings.load()
    return neo4j_driver(settings.neo4j_url, settings.neo4j_secret)


def in_mysql(stores: Schema, people: Sequence[Person]) -> Pairs:
    """Who of these follows whom, as MySQL has it."""
    rows = stores.rows(
        "SELECT follower_id, followed_id FROM follows WHERE followed_at IS NOT NULL AND follower_id IN %s",
        (tuple(uuid.UUID(each.id).bytes for each in people),),
    )
    return {(str(uuid.UUID(bytes=row["follower_id"])), str(uuid.UUID(bytes=row["followed_id"]))) for row in rows}


def in_graph(people: Sequence[Person]) -> Pairs:
    return {(each.id, other) for each in people for other in _wiring.graph().followed_by(ProfileId(each.id))}


def events_of(stores: Schema, people: Sequence[Person]) -> list[Event]:
    ids = {each.id for each in people}
    return [event for event in stores.published() if event.data.get("follower_id") in ids]


def deliver(*events: Event) -> None:
    assert lambda_calls.deliver("social", "on_profile_followed", *events) == {"batchItemFailures": []}


@pytest.fixture
def history(stores: Schema, person: Callable[[], Person]) -> tuple[list[Person], list[Event]]:
    """Six people who follow and unfollow each other 60 times, and the events of it. Some ends with an unfollow."""
    people, dice = [person() for _ in range(6)], random.Random(20)
    for _ in range(60):
        one, other = dice.sample(people, 2)
        dice.choice((one.follow, one.follow, one.unfollow))(other)
    people[0].follow(people[1])
    people[0].unfollow(people[1])
    return people, events_of(stores, people)


def test_the_graph_is_what_mysql_says(stores: Schema, history: tuple[list[Person], list[Event]]) -> None:
    people, events = history
    deliver(*events)
    assert in_graph(people) == in_mysql(stores, people) != set()


def shuffled_twice(events: list[Event]) -> list[Event]:
    """Every event twice, in no order."""
    again = [*events, *events]
    random.Random(7).shuffle(again)
    return again


def test_events_that_come_twice_and_late_change_nothing(
    stores: Schema, history: tuple[list[Person], list[Event]]
) -> None:
    people, events = history
    deliver(*shuffled_twice(events))
    assert in_graph(people) == in_mysql(stores, people)


def test_without_the_version_check_late_events_end_wrong(
    stores: Schema, history: tuple[list[Person], list[Event]], monkeypatch: pytest.MonkeyPatch
) -> None:
    people, events = history
    monkeypatch.setattr(neo4j_graph, "_APPLY", UNGUARDED)
    deliver(*shuffled_twice(events))
    assert in_graph(people) != in_mysql(stores, people)


@pytest.mark.parametrize(("statement", "wins"), [(neo4j_graph._APPLY, 3), (UNLOCKED, 2)], ids=["locked", "twin"])
def test_of_two_events_applied_at_once_the_newer_wins_because_the_relation_is_locked_first(
    neo4j: Neo4j, person: Callable[[], Person], statement: str, wins: int
) -> None:
    pair = {"follower_id": person().id, "followed_id": person().id, "again": False}
    rows = [{**pair, "version": version, "active": version != 2, "since": clock.now()} for version in (1, 2, 3)]
    neo4j.execute(statement, rows=rows[:1])
    late = threading.Thread(target=lambda: neo4j.execute(statement, rows=[rows[1]]))
    driver: Any = neo4j._driver
    with driver.session() as session, session.begin_transaction() as newer:
        newer.run(statement, rows=[rows[2]]).consume()
        late.start()
        blocked = "SHOW TRANSACTIONS YIELD status, currentQuery WHERE status STARTS WITH 'Blocked' RETURN currentQuery"
        eventually(lambda: neo4j.execute(blocked), 10, "the late event waits for the newer one's lock")
        newer.commit()
    late.join()
    ask = "MATCH (:Profile {id: $id})-[f:FOLLOWS]->() RETURN f.version AS version"
    assert neo4j.execute(ask, id=pair["follower_id"]) == [{"version": wins}]


def test_a_rebuilt_graph_is_the_fed_one(
    stores: Schema, history: tuple[list[Person], list[Event]], neo4j: Neo4j, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, events = history
    only_theirs(monkeypatch, people)
    deliver(*events)
    fed = everything(neo4j, people)
    damage(neo4j, people)
    assert everything(neo4j, people) != fed
    done: Any = rebuild()
    assert (done["written"] >= len({event.subject for event in events}), done["forgotten"]) == (True, 1)
    assert everything(neo4j, people) == fed
    assert in_graph(people) == in_mysql(stores, people)
    deliver(*events)  # all of them late by now
    assert everything(neo4j, people) == fed


def only_theirs(monkeypatch: pytest.MonkeyPatch, people: Sequence[Person]) -> None:
    """Let the rebuild see these people's part of the graph: the rest of it is other tests', with other schemas."""
    ids, pairs = {each.id for each in people}, neo4j_graph.FollowGraph.pairs

    def theirs(graph: neo4j_graph.FollowGraph, profiles: int) -> Iterator[list[tuple[ProfileId, ProfileId]]]:
        for found in pairs(graph, profiles):
            yield [pair for pair in found if pair[0] in ids]

    monkeypatch.setattr(neo4j_graph.FollowGraph, "pairs", theirs)


def rebuild() -> dict[str, int]:
    from social.rebuild_graph import handler  # noqa: PLC0415

    found: dict[str, int] = handler(lambda_calls.sample("social", "rebuild_graph"), None)
    return found


def everything(neo4j: Neo4j, people: Sequence[Person]) -> list[dict[str, Any]]:
    """Every relation between these people with all its properties."""
    ask = (
        "MATCH (a:Profile)-[f:FOLLOWS]->(b:Profile) WHERE a.id IN $ids"
        " RETURN a.id AS a, b.id AS b, f.version AS version, f.active AS active, toString(f.since) AS since"
        " ORDER BY a, b"
    )
    return neo4j.execute(ask, ids=[each.id for each in people])


def damage(neo4j: Neo4j, people: Sequence[Person]) -> None:
    """Lose some relations, turn the others round, and make up one that never was."""
    ids = [each.id for each in people]
    neo4j.execute("MATCH (a:Profile)-[f:FOLLOWS]->() WHERE a.id IN $ids SET f.active = NOT f.active", ids=ids)
    neo4j.execute("MATCH (a:Profile)-[f:FOLLOWS]->() WHERE a.id IN $ids DELETE f", ids=ids[:2])
    stranger = Follow(
        id=FollowId("x"), follower_id=ProfileId(ids[2]), followed_id=ProfileId(str(uuid.uuid4())),
        followed_at=clock.now(), version=9,
    )  # fmt: skip
    _wiring.graph().apply([stranger])


def test_a_rebuild_that_runs_twice_finds_nothing_to_forget(
    history: tuple[list[Person], list[Event]], monkeypatch: pytest.MonkeyPatch
) -> None:
    only_theirs(monkeypatch, history[0])
    assert rebuild() == rebuild()
    assert rebuild()["forgotten"] == 0


def test_an_event_that_is_not_ours_is_buried_and_the_rest_goes_on(
    stores: Schema, person: Callable[[], Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    from chassis import kafka  # noqa: PLC0415

    buried: list[str] = []
    monkeypatch.setattr(kafka, "bury", lambda _raw, reason: buried.append(reason))
    anna, ben = person(), person()
    anna.follow(ben)
    (event,) = events_of(stores, [anna])
    from dataclasses import replace  # noqa: PLC0415

    deliver(replace(event, id=str(uuid.uuid4()), subject=str(uuid.uuid4()), data={"follower_id": anna.id}), event)
    assert len(buried) == 1
    assert "MalformedFollow" in buried[0]
    assert in_graph([anna]) == {(anna.id, ben.id)}
