"""search_titles: every filter alone, combined, negated; every sort; and what cannot be."""

from __future__ import annotations

import itertools
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue._domain.search import CLAUSES, HAVING, RANGES, SORT_KEYS
from catalogue._replies.search import TitleQuery
from chassis.ids import to_bytes
from integration.catalogue.films import cast, crew, film, number, person

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.context_stores import Schema
    from integration.catalogue.lambda_calls import Answer

    Call = Callable[..., Answer]


@pytest.fixture(scope="module")
def mark() -> str:
    """A word that only this file's titles have."""
    return f"mark{uuid.uuid4().hex[:10]}"


@pytest.fixture
def found(call: Call, mark: str) -> Callable[..., set[str]]:
    """The first words of the names of this file's titles that a query finds."""

    def ask(**query: Any) -> set[str]:
        answer = call("search_titles", query={"query": mark, "limit": "100", **query})
        assert answer.status == 200, answer.json
        return {each["name"].split()[0] for each in answer.json["items"]}

    return ask


@pytest.fixture
def titles(call: Call, schema: Schema, mark: str) -> dict[str, dict[str, Any]]:
    """Three films, one with everything, and a series with a season; made once."""
    known = call("search_titles", query={"query": mark, "kind": "film,series,season", "limit": "100"}).json["items"]
    if not known:
        _make(call, schema, mark)
        known = call("search_titles", query={"query": mark, "kind": "film,series,season", "limit": "100"}).json["items"]
    return {each["name"].split()[0]: each for each in known}


def _make(call: Call, schema: Schema, mark: str) -> None:
    from importlib import import_module  # noqa: PLC0415 - with the schema's environment

    rich = film(
        title=f"Émile {mark}", runtime="90", vote_average="8.5", vote_count="10", budget="5", revenue="7",
        tagline="A tagline", overview="", homepage="https://example.org", popularity="12.5", release_date="1931-03-04",
        status="Rumored", original_language="de", keywords=[{"id": 1, "name": f"boys, girls {mark}"}],
        production_companies=[{"id": number(), "name": "UFA"}], cast=[cast(person())], crew=[crew(person())],
    )  # fmt: skip
    answer = import_module("catalogue.import_titles").handler({"rows": [{"line": 2, **rich}]}, None)
    assert (answer["added"], answer["rejected"]) == (1, [])
    for body in (
        {"name": f"Bare {mark}"},
        {
            "name": f"Plain {mark}", "genres": ["horror"], "country_codes": ["FR"], "overview": "seen",
            "runtime_minutes": 60, "release_date": "1960-01-01", "original_language": "fr",
            "external_ids": {"imdb": f"tt{number()}"},
        },
        {"name": f"Serial {mark}", "kind": "series", "status": "returning"},
    ):  # fmt: skip
        added = call("add_title", body=body, headers={"Idempotency-Key": str(uuid.uuid4())})
        assert added.status == 201, added.json
    season = {"name": f"Season {mark}", "kind": "season", "parent_id": added.json["id"], "number": 2}
    assert call("add_title", body=season, headers={"Idempotency-Key": str(uuid.uuid4())}).status == 201
    name = schema.rows("SELECT name FROM titles WHERE name LIKE %s", (f"%{mark}",))
    assert len(name) == 5


def test_there_are_at_least_25_filters_and_the_api_knows_each() -> None:
    assert len({*CLAUSES, *RANGES}) >= 25
    others = {"query", "sort", "limit", "cursor", "text_language"}
    assert {*CLAUSES, *RANGES, *others} == set(TitleQuery.model_fields)


def test_each_filter_finds_what_it_says(
    titles: dict[str, dict[str, Any]], found: Callable[..., set[str]], schema: Schema, mark: str
) -> None:
    rich = to_bytes(titles["Émile"]["id"])
    credited = "SELECT person_id, job, department FROM credits WHERE title_id = %s ORDER BY kind"
    played, made = schema.rows(credited, (rich,))
    actor, maker = (str(uuid.UUID(bytes=each["person_id"])) for each in (played, made))
    owner = schema.rows("SELECT company_id FROM title_companies WHERE title_id = %s", (rich,))[0]["company_id"]
    company, keyword = str(uuid.UUID(bytes=owner)), f"boys%2C girls {mark}"
    serial = titles["Serial"]["id"]
    for query, wanted in (
        ({}, {"Émile", "Bare", "Plain", "Serial"}),
        ({"kind": "series"}, {"Serial"}),
        ({"kind": "season", "parent": serial}, {"Season"}),
        ({"kind": "season", "number": "2.."}, {"Season"}),
        ({"kind": "season", "number": "3.."}, set()),
        ({"status": "rumored,returning"}, {"Émile", "Serial"}),
        ({"genre": "horror"}, {"Plain"}),
        ({"country": "FR"}, {"Plain"}),
        ({"language": "de"}, {"Émile"}),
        ({"language": "-de"}, {"Bare", "Plain", "Serial"}),
        ({"source": "imdb"}, {"Plain"}),
        ({"initial": "e"}, {"Émile"}),
        ({"keyword": keyword}, {"Émile"}),
        ({"company": company}, {"Émile"}),
        ({"person": actor}, {"Émile"}),
        ({"cast": actor}, {"Émile"}),
        ({"crew": maker}, {"Émile"}),
        ({"cast": maker}, set()),
        ({"director": maker}, {"Émile"}),
        ({"job": made["job"]}, {"Émile"}),
        ({"department": made["department"]}, {"Émile"}),
        ({"id": f"{serial},{titles['Bare']['id']}"}, {"Serial", "Bare"}),
        ({"id": f"-{serial}"}, {"Émile", "Bare", "Plain"}),
        ({"has": "tagline"}, {"Émile"}),
        ({"has": "overview,cast"}, {"Émile", "Plain"}),
        ({"has": ["overview,cast", "-homepage"]}, {"Plain"}),
        ({"year": "1960"}, {"Plain"}),
        ({"released": "1931-03-04..1931-03-04"}, {"Émile"}),
        ({"runtime": "61.."}, {"Émile"}),
        ({"popularity": "12.5"}, {"Émile"}),
        ({"vote_average": "8.4..8.6"}, {"Émile"}),
        ({"vote_count": "1.."}, {"Émile"}),
        ({"budget": "..500"}, {"Émile"}),
        ({"revenue": "700"}, {"Émile"}),
        ({"added": "..1999-12-31"}, set()),
        ({"added": "2000-01-01.."}, {"Émile", "Bare", "Plain", "Serial"}),
        ({"updated": "2000-01-01.."}, {"Émile", "Bare", "Plain", "Serial"}),
        ({"genre": "-horror", "has": "-tagline", "kind": "film"}, {"Bare"}),
    ):  # fmt: skip
        assert found(**query) == wanted, query


@pytest.mark.parametrize("key", SORT_KEYS)
def test_every_sort_pages_without_a_gap_or_a_double_and_its_reverse_is_its_reverse(
    titles: dict[str, dict[str, Any]], call: Call, mark: str, key: str
) -> None:
    orders = []
    for sort in (key, f"-{key}"):
        seen, cursor = [], {}
        while True:
            page = call("search_titles", query={"query": mark, "sort": sort, "limit": "1", **cursor}).json
            seen += [each["id"] for each in page["items"]]
            if not page["next_cursor"]:
                break
            cursor = {"cursor": page["next_cursor"]}
        orders.append(seen)
    assert orders[0] == orders[1][::-1]
    assert sorted(orders[0]) == sorted(each["id"] for each in titles.values() if each["kind"] != "season")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "cartoon"), ("status", "gone"), ("has", "charm"), ("genre", "Sci Fi"), ("country", "fr"), ("id", "7"),
        ("language", "deutsch!"), ("initial", "ab"), ("source", "IMDb"), ("keyword", "x" * 129), ("genre", "a,,b"),
        ("year", "soon"), ("year", "1800"), ("year", "1999..1990"), ("year", ".."), ("released", "1931-02-30"),
        ("vote_average", "11"), ("vote_average", "nan"), ("popularity", "-1"), ("budget", "1e3"), ("runtime", "60min"),
        ("limit", "0"), ("query", "x" * 257), ("added", "yesterday.."), ("sort", "charm"), ("sort", "name,name"),
    ],
)  # fmt: skip
def test_an_impossible_filter_is_422_and_named(call: Call, name: str, value: str) -> None:
    answer = call("search_titles", query={name: value})
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, f"/query/{name}"), answer.json


def test_an_unknown_parameter_is_422(call: Call) -> None:
    answer = call("search_titles", query={"colour": "red"})
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, "/query/colour")


PAIRS = list(itertools.product(("", "-"), HAVING))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(clauses=st.lists(st.lists(st.sampled_from(PAIRS), min_size=1, max_size=3), max_size=3))
def test_clauses_and_or_and_not_mean_what_logic_says(
    titles: dict[str, dict[str, Any]], found: Callable[..., set[str]], clauses: list[list[tuple[str, str]]]
) -> None:
    everybody = {name for name, each in titles.items() if each["kind"] != "season"}
    wanted, query = everybody, []
    for clause in clauses:
        negated = clause[0][0] == "-"
        some = set[str]().union(*(found(has=value) for _, value in clause))
        wanted = wanted & (everybody - some if negated else some)
        query.append(clause[0][0] + ",".join(value for _, value in clause))
    assert found(**({"has": query} if query else {})) == wanted
