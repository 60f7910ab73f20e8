"""CatalogueService.BatchGetPeople on a real database; what it shares with BatchGetTitles is tested there."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import grpc
import pytest

from contracts.rpc.catalogue.v1.catalogue_pb2 import BatchGetPeopleRequest
from integration.catalogue import lambda_calls

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.context_stores import Schema

    Bearer = Callable[..., tuple[tuple[str, str], ...]]


@pytest.fixture
def person(schema: Schema) -> Callable[..., lambda_calls.Answer]:  # noqa: ARG001 - the stores that the handlers use
    """Add a person through the catalogue's own operation."""

    def add(**fields: Any) -> lambda_calls.Answer:
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        answer = lambda_calls.request("catalogue", "add_person", body=fields, headers=headers)
        assert answer.status == 201, answer.json
        return answer

    return add


def test_people_come_in_the_order_asked_and_who_is_gone_or_nobody_is_missing(
    stub: Any, person: Callable[..., lambda_calls.Answer], bearer: Bearer
) -> None:
    known = person(name="Lotte Reiniger", known_for_department="Directing").json["id"]
    bare, gone = person(name="Somebody").json["id"], person(name="Forgotten")
    path, headers = {"person_id": gone.json["id"]}, {"If-Match": gone.headers["etag"]}
    assert lambda_calls.request("catalogue", "remove_person", path=path, headers=headers).status == 204
    nobody = str(uuid.uuid4())
    ids = [gone.json["id"], bare, "no-id", known, nobody, bare]
    answer = stub.BatchGetPeople(BatchGetPeopleRequest(ids=ids), timeout=10, metadata=bearer())
    assert [(each.id, each.name, each.version) for each in answer.people] == [
        (bare, "Somebody", 1), (known, "Lotte Reiniger", 1),
    ]  # fmt: skip
    assert not answer.people[0].HasField("known_for_department")
    assert answer.people[1].known_for_department == "Directing"
    assert list(answer.missing_ids) == [gone.json["id"], "no-id", nobody]


def test_more_than_500_are_refused(stub: Any, bearer: Bearer) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        stub.BatchGetPeople(BatchGetPeopleRequest(ids=map(str, range(501))), timeout=10, metadata=bearer())
    assert refused.value.code() == grpc.StatusCode.INVALID_ARGUMENT
