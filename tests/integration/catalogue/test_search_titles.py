"""search_titles on MariaDB: words, filters, ranges, sorts, and pages that stay right while titles come and go."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from integration.catalogue.lambda_calls import sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from integration.catalogue.conftest import Call

    Add = Callable[..., dict[str, Any]]


@pytest.fixture
def tag() -> str:
    """A word that only this test's titles carry."""
    return f"q{uuid.uuid4().hex[:12]}"


def names(answer: Any) -> list[str]:
    assert answer.status == 200, answer.json
    return [item["name"] for item in answer.json["items"]]


def walk(call: Call, between: Callable[[int], None] = lambda _: None, **query: Any) -> list[str]:
    """Every page, one after another."""
    seen: list[str] = []
    cursor: str | None = None
    for page in range(100):
        answer = call("search_titles", query={**query, **({"cursor": cursor} if cursor else {})})
        seen += names(answer)
        cursor = answer.json["next_cursor"]
        if cursor is None:
            return seen
        assert 'rel="next"' in answer.headers["link"]
        between(page)
    raise AssertionError("the list has no end")


def make(add: Add, tag: str, rows: Iterable[tuple[str, dict[str, Any]]]) -> None:
    for name, fields in rows:
        add(name=f"{tag} {name}", **fields)


def test_words_match_beginnings_in_any_order_without_regard_to_case_or_accents(call: Call, add: Add, tag: str) -> None:
    make(add, tag, [("The Crème Brûlée Affair", {}), ("Affairs of State", {}), ("Nothing", {})])

    def find(text: str) -> list[str]:
        return sorted(names(call("search_titles", query={"query": f"{tag} {text}"})))

    assert find("AFFAIR") == [f"{tag} Affairs of State", f"{tag} The Crème Brûlée Affair"]
    assert find("affair creme") == [f"{tag} The Crème Brûlée Affair"]
    assert find("fair") == []


def test_short_words_and_stop_words_count_too(call: Call, add: Add, tag: str) -> None:
    make(add, tag, [("Up", {}), ("It", {}), ("The Who", {}), ("Upside", {})])

    def find(text: str) -> list[str]:
        return sorted(names(call("search_titles", query={"query": f"{tag} {text}"})))

    assert find("up") == [f"{tag} Up", f"{tag} Upside"]
    assert find("it") == [f"{tag} It"]
    assert find("the who") == [f"{tag} The Who"]


def test_operators_and_wildcards_in_a_query_are_only_punctuation(call: Call, add: Add, tag: str) -> None:
    make(add, tag, [("Plus", {})])
    for text in ('+-><()~*"@', "100%", "_", "'; DROP TABLE titles; --", "%25", "\\"):
        assert call("search_titles", query={"query": f"{tag} {text} plus"}).status == 200
    assert names(call("search_titles", query={"query": f'+{tag}* "plus" -%'})) == [f"{tag} Plus"]


def test_comma_is_or_repetition_is_and_minus_is_not(call: Call, add: Add, tag: str) -> None:
    make(add, tag, [
        ("a", {"genres": ["drama"]}),
        ("b", {"genres": ["comedy", "horror"]}),
        ("c", {"genres": ["comedy", "drama"]}),
        ("d", {"genres": ["war"]}),
    ])  # fmt: skip

    def find(*genre: str) -> list[str]:
        found = call("search_titles", query={"query": tag, "genre": list(genre), "sort": "name"})
        return [name[-1] for name in names(found)]

    assert find("drama,comedy") == ["a", "b", "c"]
    assert find("drama,comedy", "-horror") == ["a", "c"]
    assert find("drama", "comedy") == ["c"]
    assert find("-drama,horror") == ["d"]
    assert find("no-such") == []


def test_years_and_countries(call: Call, add: Add, tag: str) -> None:
    make(add, tag, [
        ("1989", {"release_date": "1989-12-31", "country_codes": ["FR"]}),
        ("1990", {"release_date": "1990-01-01", "country_codes": ["FR", "DE"]}),
        ("1999", {"release_date": "1999-12-31", "country_codes": ["DE"]}),
        ("none", {"country_codes": ["FR"]}),
    ])  # fmt: skip

    def find(**query: Any) -> list[str]:
        found = call("search_titles", query={"query": tag, "sort": "name", **query})
        return [name.split()[1] for name in names(found)]

    assert find(year="1990..1999") == ["1990", "1999"]
    assert find(year="1990..") == ["1990", "1999"]
    assert find(year="..1990") == ["1989", "1990"]
    assert find(year="1990") == ["1990"]
    assert find(country="FR") == ["1989", "1990", "none"]
    assert find(country=["FR", "-DE"]) == ["1989", "none"]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"year": "199x"}, "/query/year"),
        ({"year": "1999..1990"}, "/query/year"),
        ({"year": ".."}, "/query/year"),
        ({"country": "France"}, "/query/country"),
        ({"genre": "drama,,war"}, "/query/genre"),
        ({"sort": "charm"}, "/query/sort"),
        ({"sort": "name,-name"}, "/query/sort"),
        ({"limit": "101"}, "/query/limit"),
        ({"limit": "0"}, "/query/limit"),
        ({"cursor": "AAAA"}, "/query/cursor"),
        ({"cursor": "ü"}, "/query/cursor"),
        ({"decade": "1990"}, "/query/decade"),
    ],
)
def test_a_parameter_that_breaks_the_grammar_is_422_and_named(call: Call, query: dict[str, str], pointer: str) -> None:
    answer = call("search_titles", query=query)
    assert answer.status == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


def test_unknown_dates_sort_below_known_ones_and_pages_agree_with_the_whole(call: Call, add: Add, tag: str) -> None:
    years = [None, "1950-05-05", "1950-05-05", None, "1931-01-01", "2001-02-03", "1950-05-05"]
    make(add, tag, [(str(n), {"release_date": year}) for n, year in enumerate(years)])
    whole = names(call("search_titles", query={"query": tag, "sort": "-release_date,name"}))
    assert [name.split()[1] for name in whole] == ["5", "1", "2", "6", "4", "0", "3"]
    assert walk(call, query=tag, sort="-release_date,name", limit="2") == whole
    upward = walk(call, query=tag, sort="release_date,-name", limit="3")
    assert [name.split()[1] for name in upward] == ["3", "0", "4", "6", "2", "1", "5"]


def test_titles_that_sort_alike_are_all_listed_once(call: Call, add: Add, tag: str) -> None:
    make(add, tag, [(str(n), {}) for n in range(7)])
    whole = names(call("search_titles", query={"query": tag}))
    assert walk(call, query=tag, limit="2") == whole
    assert len(set(whole)) == 7


def test_titles_that_come_in_between_neither_double_nor_hide_others(call: Call, add: Add, tag: str) -> None:
    make(add, tag, [(f"m{n:02d}", {}) for n in range(12)])

    def between(page: int) -> None:
        add(name=f"{tag} a{page}")  # sorts before every page that was read
        add(name=f"{tag} z{page}")  # sorts after everything

    seen = walk(call, between, query=tag, sort="name", limit="4")
    old = [name for name in seen if " m" in name]
    assert old == [f"{tag} m{n:02d}" for n in range(12)]
    assert len(seen) == len(set(seen))
    assert not [name for name in seen if " a" in name]


def test_a_cursor_belongs_to_its_filters_and_sort(call: Call, add: Add, tag: str) -> None:
    make(add, tag, [("1", {}), ("2", {}), ("3", {})])
    cursor = call("search_titles", query={"query": tag, "limit": "1"}).json["next_cursor"]
    assert call("search_titles", query={"query": tag, "limit": "2", "cursor": cursor}).status == 200
    for other in ({"genre": "drama"}, {"sort": "name"}, {"year": "1990"}):
        assert call("search_titles", query={"query": tag, "cursor": cursor, **other}).status == 422


def test_removed_titles_are_not_listed(call: Call, add: Add, tag: str) -> None:
    title = add(name=f"{tag} soon gone")
    assert call("remove_title", path={"title_id": title["id"]}, headers={"If-Match": title["etag"]}).status == 204
    assert names(call("search_titles", query={"query": tag})) == []


@pytest.mark.usefixtures("schema")
def test_the_sample_query_is_answered() -> None:
    from catalogue.search_titles import handler  # noqa: PLC0415

    assert handler(sample("catalogue", "search_titles"), None)["statusCode"] == 200
