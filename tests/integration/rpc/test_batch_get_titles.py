"""CatalogueService.BatchGetTitles on a real database."""

from __future__ import annotations

import uuid
from contextlib import closing
from typing import TYPE_CHECKING, Any

import grpc
import pymysql
import pytest
from google.rpc.error_details_pb2 import ErrorInfo
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from grpc_status import rpc_status

from chassis import clock
from contracts.rpc.catalogue.v1.catalogue_pb2 import BatchGetTitlesRequest
from identity._adapters import rsa
from integration.catalogue import lambda_calls

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.context_stores import Schema

    Bearer = Callable[..., tuple[tuple[str, str], ...]]

SERVICE = "cdlc.catalogue.v1.CatalogueService"


def ask(stub: Any, *ids: str, **call: Any) -> Any:
    return stub.BatchGetTitles(BatchGetTitlesRequest(ids=ids), **{"timeout": 10, **call})


def refused(stub: Any, *ids: str, **call: Any) -> tuple[grpc.StatusCode, str]:
    """The code and the reason of a refusal."""
    with pytest.raises(grpc.RpcError) as caught:
        ask(stub, *ids, **call)
    error: Any = caught.value
    status = rpc_status.from_call(error)
    info = ErrorInfo()
    assert status is not None, error
    assert status.details[0].Unpack(info)
    assert info.domain == "cdlc"
    return error.code(), info.reason


def test_titles_come_in_the_order_asked_and_what_is_not_known_is_absent(
    stub: Any, add: Callable[..., dict[str, Any]], bearer: Bearer
) -> None:
    known = add(kind="film", release_date="1962-04-11", runtime_minutes=90, original_language="fr")
    bare = add(kind="series")
    answer = ask(stub, bare["id"], known["id"], metadata=bearer())
    first, second = answer.titles
    assert (first.id, first.kind, first.name, first.version) == (bare["id"], "series", bare["name"], 1)
    assert [name for name in ("year", "release_date", "runtime_minutes", "vote_average") if first.HasField(name)] == []
    assert (second.year, second.release_date, second.runtime_minutes) == (1962, "1962-04-11", 90)
    assert second.original_language == "fr"


def test_ids_that_name_nothing_or_a_removed_title_are_told_apart(
    stub: Any, add: Callable[..., dict[str, Any]], bearer: Bearer
) -> None:
    kept, gone, never = add(), add(), str(uuid.uuid4())
    headers = {"If-Match": gone["etag"]}
    assert (
        lambda_calls.request("catalogue", "remove_title", path={"title_id": gone["id"]}, headers=headers).status == 204
    )
    answer = ask(stub, never, kept["id"], "no id", gone["id"], kept["id"], metadata=bearer())
    assert [title.id for title in answer.titles] == [kept["id"]]
    assert list(answer.missing_ids) == [never, "no id", gone["id"]]


def test_a_batch_is_one_statement(
    stub: Any, add: Callable[..., dict[str, Any]], bearer: Bearer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [add()["id"] for _ in range(5)]
    ask(stub, *ids, metadata=bearer())  # connected from here on
    sent: list[str] = []
    execute = pymysql.cursors.Cursor.execute

    def listen(cursor: Any, query: str, args: object = None) -> int:
        sent.append(query)
        return execute(cursor, query, args)

    monkeypatch.setattr(pymysql.cursors.Cursor, "execute", listen)
    assert len(ask(stub, *ids, metadata=bearer()).titles) == 5
    assert [query.split()[0] for query in sent] == ["START", "SELECT"]


def test_nothing_asked_is_nothing_answered(stub: Any, bearer: Bearer) -> None:
    answer = ask(stub, metadata=bearer())
    assert (list(answer.titles), list(answer.missing_ids)) == ([], [])


def test_more_than_500_ids_are_refused(stub: Any, bearer: Bearer) -> None:
    ids = [str(uuid.uuid4()) for _ in range(501)]
    assert len(ask(stub, *ids[:500], metadata=bearer()).missing_ids) == 500
    assert refused(stub, *ids, metadata=bearer()) == (grpc.StatusCode.INVALID_ARGUMENT, "too-many-ids")


def test_a_call_without_a_deadline_is_refused(stub: Any, bearer: Bearer) -> None:
    expected = (grpc.StatusCode.INVALID_ARGUMENT, "deadline-required")
    assert refused(stub, metadata=bearer(), timeout=None) == expected
    assert refused(stub, metadata=bearer(), timeout=3600) == expected


def test_a_call_without_a_token_or_with_a_forged_one_is_refused(stub: Any, bearer: Bearer) -> None:
    expected = (grpc.StatusCode.UNAUTHENTICATED, "token-refused")
    assert refused(stub) == expected
    assert refused(stub, metadata=(("authorization", "Bearer a.b.c"),)) == expected
    assert refused(stub, metadata=bearer(rsa.generate(clock.now()))) == expected


def test_a_token_without_the_scope_is_refused(stub: Any, bearer: Bearer) -> None:
    found = refused(stub, metadata=bearer(scope="discovery:read catalogue:writes"))
    assert found == (grpc.StatusCode.PERMISSION_DENIED, "forbidden")


def test_a_caller_gets_its_deadline_and_others_are_served_meanwhile(
    stub: Any, add: Callable[..., dict[str, Any]], bearer: Bearer, schema: Schema
) -> None:
    title = add()["id"]
    with closing(pymysql.connect(**schema.root, database=schema.name)) as other, other.cursor() as cursor:
        cursor.execute("LOCK TABLES titles WRITE")
        with pytest.raises(grpc.RpcError) as caught:
            ask(stub, title, metadata=bearer(), timeout=0.3)
        assert caught.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
        assert list(ask(stub, "no id", metadata=bearer()).missing_ids) == ["no id"]
        # The abandoned statement gives its worker back by itself: a lock that stays is "not now", not for ever.
        assert refused(stub, title, metadata=bearer()) == (grpc.StatusCode.UNAVAILABLE, "unavailable")
        cursor.execute("UNLOCK TABLES")
    assert len(ask(stub, title, metadata=bearer()).titles) == 1


def test_health_needs_no_token_and_knows_each_service(channel: grpc.Channel) -> None:
    health: Any = health_pb2_grpc.HealthStub(channel)
    for name in ("", SERVICE):
        answer = health.Check(health_pb2.HealthCheckRequest(service=name), timeout=5)
        assert answer.status == health_pb2.HealthCheckResponse.SERVING
    with pytest.raises(grpc.RpcError) as caught:
        health.Check(health_pb2.HealthCheckRequest(service="cdlc.nobody.v1.Service"), timeout=5)
    assert caught.value.code() == grpc.StatusCode.NOT_FOUND


def test_reflection_tells_the_services_and_their_methods(channel: grpc.Channel) -> None:
    told = ProtoReflectionDescriptorDatabase(channel)
    assert SERVICE in told.get_services()
    file = told.FindFileContainingSymbol(SERVICE)
    assert [method.name for method in file.service[0].method] == [
        "BatchGetTitles", "BatchGetPeople", "BatchGetAvailability",
    ]  # fmt: skip
