"""CatalogueService.BatchGetAvailability on a real database; what it shares with BatchGetTitles is tested there."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import grpc
import pymysql
import pytest

from contracts.rpc.catalogue.v1.catalogue_pb2 import BatchGetAvailabilityRequest
from integration.catalogue import lambda_calls

if TYPE_CHECKING:
    from collections.abc import Callable

    Bearer = Callable[..., tuple[tuple[str, str], ...]]
    Add = Callable[..., dict[str, Any]]

PREMIERE = {"type": "premiere", "release_date": "1927-01-10", "certification": None, "note": "Ufa-Palast am Zoo"}
CINEMA = {"type": "theatrical", "release_date": "1927-03-13", "certification": "6", "note": ""}


@pytest.fixture
def ask(stub: Any, bearer: Bearer) -> Callable[..., Any]:
    def run(*ids: str, country: str = "DE") -> Any:
        request = BatchGetAvailabilityRequest(title_ids=ids, country_code=country)
        return stub.BatchGetAvailability(request, timeout=10, metadata=bearer())

    return run


def released(title: dict[str, Any], *items: Any, country: str = "DE") -> None:
    path, headers = {"title_id": title["id"], "country_code": country}, {"If-Match": title["etag"]}
    body = {"items": list(items)}
    put = lambda_calls.request("catalogue", "replace_releases", path=path, body=body, headers=headers)
    assert put.status == 200, put.json


def told(title: Any) -> list[tuple[str, str, str | None]]:
    return [
        (each.type, each.release_date, each.certification if each.HasField("certification") else None)
        for each in title.releases
    ]


def test_the_releases_of_the_country_come_by_day_with_their_marks(ask: Callable[..., Any], add: Add) -> None:
    title, elsewhere = add(release_date="1927-01-10"), add(status="planned")
    released(title, CINEMA, PREMIERE)
    first, second = ask(elsewhere["id"], title["id"], elsewhere["id"]).titles
    assert (first.title_id, first.kind, first.status, told(first)) == (elsewhere["id"], "film", "planned", [])
    assert not first.HasField("release_date")
    assert (second.title_id, second.status, second.release_date) == (title["id"], "released", "1927-01-10")
    assert told(second) == [("premiere", "1927-01-10", None), ("theatrical", "1927-03-13", "6")]
    assert told(ask(title["id"], country="US").titles[0]) == []


def test_titles_that_were_removed_and_that_never_were_are_told_apart(ask: Callable[..., Any], add: Add) -> None:
    kept, gone, never = add(), add(), str(uuid.uuid4())
    path, headers = {"title_id": gone["id"]}, {"If-Match": gone["etag"]}
    assert lambda_calls.request("catalogue", "remove_title", path=path, headers=headers).status == 204
    answer = ask(never, gone["id"], "no id", kept["id"])
    assert [each.title_id for each in answer.titles] == [kept["id"]]
    assert (list(answer.missing_ids), list(answer.removed_ids)) == ([never, "no id"], [gone["id"]])


def test_an_episodes_day_is_its_tv_release_where_its_series_was_made(ask: Callable[..., Any], add: Add) -> None:
    series = add(kind="series", country_codes=["FR"])
    season = add(kind="season", number=1, parent_id=series["id"])
    own, plain = (
        add(kind="episode", number=number, parent_id=season["id"], release_date=f"1915-11-{12 + number}")
        for number in (1, 2)
    )
    released(own, {**CINEMA, "type": "tv", "release_date": "1916-01-01", "certification": "12"}, country="FR")
    answer = ask(own["id"], plain["id"], country="FR")
    assert [told(each) for each in answer.titles] == [[("tv", "1916-01-01", "12")], [("tv", "1915-11-14", None)]]
    assert [told(each) for each in ask(own["id"], plain["id"], country="US").titles] == [[], []]


def test_a_batch_is_one_statement(ask: Callable[..., Any], add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [add()["id"] for _ in range(5)]
    ask(*ids)  # connected from here on
    sent: list[str] = []
    execute = pymysql.cursors.Cursor.execute

    def listen(cursor: Any, query: str, args: object = None) -> int:
        sent.append(query)
        return execute(cursor, query, args)

    monkeypatch.setattr(pymysql.cursors.Cursor, "execute", listen)
    assert len(ask(*ids).titles) == 5
    assert [query.split()[0] for query in sent] == ["START", "SELECT"]


@pytest.mark.parametrize("country", ["ZZ", "", "de ' OR 1", "Germany"])
def test_a_country_that_does_not_exist_is_refused(ask: Callable[..., Any], add: Add, country: str) -> None:
    for ids in ((), (add()["id"],)):
        with pytest.raises(grpc.RpcError) as refused:
            ask(*ids, country=country)
        assert refused.value.code() == grpc.StatusCode.INVALID_ARGUMENT
        assert "no country" in str(refused.value)


def test_nothing_asked_is_nothing_answered_and_more_than_500_are_refused(ask: Callable[..., Any]) -> None:
    answer = ask()
    assert (list(answer.titles), list(answer.missing_ids), list(answer.removed_ids)) == ([], [], [])
    with pytest.raises(grpc.RpcError) as refused:
        ask(*map(str, range(501)))
    assert refused.value.code() == grpc.StatusCode.INVALID_ARGUMENT
