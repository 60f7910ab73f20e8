"""query_graphql on real stores: what it answers, what it asks of them, what it refuses."""

from __future__ import annotations

import threading
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pymysql
import pytest

from chassis.rpc import Rpc
from chassis.stores import Neo4j
from social._graphql.limits import MOST_ALIASES, MOST_DEEP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from integration.social.conftest import Person

SEEN = """
query Seen($ids: [ID!]!, $first: Int! = 20, $after: String) {
  titles(ids: $ids) {
    id name year
    myRating { value }
    ratingsByFollowed(first: $first, after: $after) {
      totalCount averageValue
      pageInfo { hasNextPage hasPreviousPage endCursor }
      edges { cursor node { profile { id } value ratedAt } }
    }
  }
}
"""


class Asked:
    """What was sent to each store."""

    def __init__(self) -> None:
        self.sql, self.cypher, self.grpc = list[str](), list[str](), list[int]()

    @property
    def counts(self) -> tuple[int, int, int]:
        """Statements of Cypher and SQL, calls of gRPC."""
        return len(self.cypher), len([each for each in self.sql if each.split()[0] != "START"]), len(self.grpc)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """A block in which whatever the query sends to a store or the catalogue is noted."""
    note: list[Asked] = []
    here = threading.get_ident()  # the server answers in threads of its own: its statements are not the query's
    execute, cypher, ask = pymysql.cursors.Cursor.execute, Neo4j.execute, Rpc.ask

    def on_sql(cursor: Any, query: str, args: object = None) -> int:
        if note and threading.get_ident() == here:
            note[-1].sql.append(query)
        return execute(cursor, query, args)

    def on_cypher(store: Any, query: str, **params: Any) -> Any:
        if note:
            note[-1].cypher.append(query)
        return cypher(store, query, **params)

    def on_grpc(rpc: Any, method: Any, request: Any, **more: Any) -> Any:
        if note:
            note[-1].grpc.append(len(request.ids))
        return ask(rpc, method, request, **more)

    monkeypatch.setattr(pymysql.cursors.Cursor, "execute", on_sql)
    monkeypatch.setattr(Neo4j, "execute", on_cypher)
    monkeypatch.setattr(Rpc, "ask", on_grpc)

    @contextmanager
    def listening() -> Iterator[Asked]:
        note.append(Asked())
        yield note[-1]
        note.clear()

    return listening


@pytest.fixture
def circle(person: Callable[[], Person], deliver: Callable[[], None]) -> tuple[Person, list[Person]]:
    """Somebody who follows five others, as the graph knows too."""
    anna, others = person(), [person() for _ in range(5)]
    for other in others:
        anna.follow(other)
    deliver()
    return anna, others


def codes(answer: Any) -> list[str]:
    return [error["extensions"]["code"] for error in answer["errors"]]


def test_a_title_is_seen_with_the_ratings_of_those_one_follows(
    circle: tuple[Person, list[Person]], person: Callable[[], Person], add_title: Callable[..., str]
) -> None:
    anna, others = circle
    title = add_title("Cléo de 5 à 7", "1962-04-11")
    for value, other in enumerate(others[:3], 6):
        other.rate(title, value)
    person().rate(title, 1)  # a stranger
    anna.rate(title, 10)
    answer = anna.ask(SEEN, ids=[title])
    assert answer["errors"] == []
    (seen,) = answer["data"]["titles"]
    assert (seen["id"], seen["name"], seen["year"]) == (title, "Cléo de 5 à 7", 1962)
    assert seen["myRating"] == {"value": 10}
    by = seen["ratingsByFollowed"]
    assert (by["totalCount"], by["averageValue"]) == (3, 7.0)
    found = [(edge["node"]["profile"]["id"], edge["node"]["value"]) for edge in by["edges"]]
    assert found == [(others[2].id, 8), (others[1].id, 7), (others[0].id, 6)]
    assert by["edges"][0]["node"]["ratedAt"].endswith("Z")


@pytest.mark.parametrize("number", [1, 10, 100])
def test_a_query_is_one_statement_of_each_store_and_one_call_however_many_titles(
    circle: tuple[Person, list[Person]], add_title: Callable[..., str], asked: Callable[[], Any], number: int
) -> None:
    anna, others = circle
    titles = [add_title() for _ in range(number)]
    for title in titles[:10]:
        others[0].rate(title, 5)
        anna.rate(title, 6)
    with asked() as noted:
        answer = anna.ask(SEEN, ids=titles, first=3)
    assert noted.counts == (1, 1, 1)
    assert noted.grpc == [number]
    assert [title["id"] for title in answer["data"]["titles"]] == titles
    assert [bool(title["myRating"]) for title in answer["data"]["titles"]][:10] == [True] * min(number, 10)


def test_titles_that_come_by_several_names_are_asked_for_together(
    circle: tuple[Person, list[Person]], add_title: Callable[..., str], asked: Callable[[], Any]
) -> None:
    one, other = add_title("One"), add_title("Other")
    query = """query ($one: ID!, $other: ID!) {
      a: title(id: $one) { name ratingsByFollowed { totalCount } }
      b: title(id: $other) { name myRating { value } }
      c: titles(ids: [$one, $other]) { name }
    }"""
    with asked() as noted:
        answer = circle[0].ask(query, one=one, other=other)
    assert noted.counts == (1, 1, 1)
    assert noted.grpc == [2]
    assert answer["data"]["c"] == [{"name": "One"}, {"name": "Other"}]


def test_what_a_query_does_not_ask_is_not_looked_up(
    circle: tuple[Person, list[Person]], add_title: Callable[..., str], asked: Callable[[], Any]
) -> None:
    title = add_title()
    for query, counts in {
        "{ me { id } }": (0, 0, 0),
        "query ($id: ID!) { title(id: $id) { name } }": (0, 0, 1),
        "query ($id: ID!) { title(id: $id) { myRating { value } } }": (0, 1, 1),
    }.items():
        with asked() as noted:
            assert circle[0].ask(query, **({"id": title} if "$id" in query else {}))["errors"] == []
        assert noted.counts == counts, query


def test_a_page_goes_on_where_the_one_before_ended(
    circle: tuple[Person, list[Person]], add_title: Callable[..., str]
) -> None:
    anna, others = circle
    title = add_title()
    for value, other in enumerate(others, 1):
        other.rate(title, value)
    values, after = list[int](), None
    for more in (True, True, False):
        by = anna.ask(SEEN, ids=[title], first=2, after=after)["data"]["titles"][0]["ratingsByFollowed"]
        assert (by["totalCount"], by["averageValue"]) == (5, 3.0)
        assert by["pageInfo"]["hasNextPage"] is more
        assert by["pageInfo"]["hasPreviousPage"] is (after is not None)
        values += [edge["node"]["value"] for edge in by["edges"]]
        after = by["pageInfo"]["endCursor"]
    assert values == [5, 4, 3, 2, 1]
    past = anna.ask(SEEN, ids=[title], first=2, after=after)["data"]["titles"][0]["ratingsByFollowed"]
    assert (past["edges"], past["totalCount"], past["averageValue"]) == ([], 5, 3.0)


def test_a_cursor_is_bound_to_title_and_profile(
    circle: tuple[Person, list[Person]], add_title: Callable[..., str]
) -> None:
    anna, others = circle
    title, other = add_title(), add_title()
    others[0].rate(title, 5)
    answer = anna.ask(SEEN, ids=[title], first=1)
    after = answer["data"]["titles"][0]["ratingsByFollowed"]["edges"][0]["cursor"]
    assert codes(anna.ask(SEEN, ids=[other], after=after)) == ["cursor-invalid"]
    assert codes(others[0].ask(SEEN, ids=[title], after=after)) == ["cursor-invalid"]


def test_an_unfollowed_profile_s_ratings_are_not_seen_any_more(
    circle: tuple[Person, list[Person]], add_title: Callable[..., str], deliver: Callable[[], None]
) -> None:
    anna, others = circle
    title = add_title()
    others[0].rate(title, 5)
    others[1].rate(title, 7)
    anna.unfollow(others[0])
    deliver()
    by = anna.ask(SEEN, ids=[title])["data"]["titles"][0]["ratingsByFollowed"]
    assert [edge["node"]["profile"]["id"] for edge in by["edges"]] == [others[1].id]


def test_a_title_that_is_not_there_is_null(circle: tuple[Person, list[Person]], add_title: Callable[..., str]) -> None:
    title = add_title()
    answer = circle[0].ask(SEEN, ids=[str(uuid.uuid4()), title, "no id"])
    assert answer["errors"] == []
    assert [each and each["id"] for each in answer["data"]["titles"]] == [None, title, None]


def test_a_query_too_deep_is_refused_before_anything_is_asked(
    circle: tuple[Person, list[Person]], asked: Callable[[], Any]
) -> None:
    nested = "profile { id }"
    for _ in range(MOST_DEEP):
        nested = f"... on Rating {{ {nested} }}"  # fragments add nothing
    query = f'{{ title(id: "x") {{ ratingsByFollowed {{ edges {{ node {{ {nested} }} }} }} }} }}'
    assert circle[0].ask(query)["errors"] == []
    deep = "{ me " + "{ me " * MOST_DEEP + "{ id }" + " }" * MOST_DEEP + " }"
    with asked() as noted:
        answer = circle[0].ask(deep)
    assert "query-too-deep" in codes(answer)
    assert answer["data"] is None
    assert noted.counts == (0, 0, 0)


def test_too_many_aliases_too_long_lists_and_too_many_titles_are_refused(circle: tuple[Person, list[Person]]) -> None:
    anna = circle[0]
    many = " ".join(f"a{number}: me {{ id }}" for number in range(MOST_ALIASES + 1))
    assert codes(anna.ask(f"{{ {many} }}")) == ["too-many-aliases"]
    ratings = "ratingsByFollowed(first: 100) { edges { cursor node { value } } }"
    costly = f"query ($ids: [ID!]!) {{ titles(ids: $ids) {{ {ratings} }} }}"
    assert codes(anna.ask(costly, ids=["x"] * 100)) == ["query-too-costly"]
    assert codes(anna.ask("query ($ids: [ID!]!) { titles(ids: $ids) { id } }", ids=["x"] * 101)) == ["too-many-titles"]
    assert codes(anna.ask(SEEN, ids=[], first=0)) == []
    refused = anna.ask('{ titles(ids: ["x"]) { id } me { id } nobody }')
    assert codes(refused) == ["invalid"]


def test_a_list_s_length_is_between_1_and_100(
    circle: tuple[Person, list[Person]], add_title: Callable[..., str]
) -> None:
    for first in (0, -1, 101):
        answer = circle[0].ask(SEEN, ids=[add_title()], first=first)
        assert codes(answer) == ["invalid"]
        assert answer["errors"][0]["path"] == ["titles", 0, "ratingsByFollowed"]


def test_text_that_is_no_graphql_is_a_bad_request(circle: tuple[Person, list[Person]]) -> None:
    assert codes(circle[0].ask("query {")) == ["bad-request"]
    assert codes(circle[0].ask("{ " + "me{id}" * 600 + "}")) == ["bad-request"]


def test_a_body_that_is_no_graphql_request_is_a_problem(person: Callable[[], Person]) -> None:
    answer = person().call("query_graphql", body={"query": "{ me { id } }", "something": 1})
    assert (answer.status, answer.json["type"]) == (422, "/problems/invalid")


def test_a_graph_that_does_not_answer_is_told_as_such(
    circle: tuple[Person, list[Person]], add_title: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from chassis.stores import neo4j_driver  # noqa: PLC0415
    from social import _wiring  # noqa: PLC0415
    from social._adapters.neo4j_graph import FollowGraph  # noqa: PLC0415

    closed = FollowGraph(neo4j_driver("bolt://neo4j@127.0.0.1:1", "test/neo4j"))
    monkeypatch.setattr(_wiring, "graph", lambda: closed)
    title = add_title("Still there")
    circle[0].rate(title, 4)
    answer = circle[0].ask(SEEN, ids=[title])
    assert codes(answer) == ["unavailable"]
    (seen,) = answer["data"]["titles"]
    assert (seen["name"], seen["myRating"], seen["ratingsByFollowed"]) == ("Still there", {"value": 4}, None)
