"""What a GraphQL query may ask for at most, by the rule alone."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import build_schema, parse, validate

from social._graphql.limits import MOST_ALIASES, MOST_DEEP, Limits

SCHEMA = build_schema("""
type Query { thing: Thing things(ids: [ID!]!): [Thing] }
type Thing { thing: Thing ratings(first: Int): [Thing] name: String }
""")


def refused(query: str, **variables: Any) -> list[str]:
    """The refusals' names."""
    errors = validate(SCHEMA, parse(query), [Limits.given(variables)])
    return [getattr(error.original_error, "kebab_name", lambda: "")() for error in errors]


def nested(depth: int) -> str:
    return "{ thing " * depth + "{ name }" + " }" * depth


def test_the_depth_is_that_of_the_deepest_field() -> None:
    assert refused(nested(MOST_DEEP - 1)) == []
    assert refused(nested(MOST_DEEP)) == ["query-too-deep"]


def test_a_fragment_counts_where_it_stands_and_one_in_itself_ends() -> None:
    half = MOST_DEEP // 2
    deep = "{ thing " * half + "{ ...more }" + " }" * half + f" fragment more on Thing {nested(half)}"
    assert refused(deep) == ["query-too-deep"]
    assert refused("{ thing { ...loop } } fragment loop on Thing { thing { ...loop } }") == []


def test_aliases_are_counted_through_fragments() -> None:
    named = " ".join(f"a{number}: name" for number in range(MOST_ALIASES))
    assert refused(f"{{ thing {{ {named} }} }}") == []
    assert refused(f"{{ b: thing {{ ... on Thing {{ {named} }} }} }}") == ["too-many-aliases"]


def test_cost_is_the_product_of_the_lists_around_a_field() -> None:
    query = "query ($n: Int) { things(ids: [1, 2]) { ratings(first: $n) { ratings(first: 100) { name } } } }"
    assert refused(query, n=100) == []  # 1 + 2 + 2·100 + 2·100·100
    assert refused(query.replace("[1, 2]", "[1, 2, 3]"), n=100) == ["query-too-costly"]
    assert refused(query.replace("[1, 2]", "[1, 2, 3]"), n=10) == []


def test_a_variable_that_is_left_out_counts_as_the_longest_list() -> None:
    query = "query ($ids: [ID!]!) { things(ids: $ids) { ratings(first: 100) { name ratings(first: 3) { name } } } }"
    assert refused(query, ids=["x"]) == []
    assert refused(query) == ["query-too-costly"]


@pytest.mark.parametrize("first", [-1, 0])
def test_a_length_below_one_makes_nothing_cheaper(first: int) -> None:
    lengths = (first, 100, 100, 3)
    inner = "{ name }"
    for length in reversed(lengths):
        inner = f"{{ ratings(first: {length}) {inner} }}"
    assert refused(f"{{ thing {inner} }}") == ["query-too-costly"]


def test_introspection_is_not_counted() -> None:
    assert (
        refused("{ __schema { types { fields { type { ofType { ofType { ofType { ofType { name } } } } } } } } }") == []
    )
