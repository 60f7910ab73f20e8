"""Edge → API Gateway → authorizer → function: who gets in, and in what form a refusal comes."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx

    from local_cloud import Cloud


def problem(answer: httpx.Response) -> dict[str, object]:
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
    body: dict[str, object] = answer.json()
    assert body["status"] == answer.status_code
    assert {"type", "title", "status", "detail", "instance"} <= set(body)
    return body


def test_a_change_without_a_token_is_401(cloud: Cloud) -> None:
    answer = cloud.http.delete(f"/api/catalogue/titles/{uuid.uuid4()}")
    assert answer.status_code == 401
    assert problem(answer)["type"] == "/problems/unauthenticated"


def test_a_token_without_the_scope_is_403(cloud: Cloud) -> None:
    answer = cloud.http.delete(f"/api/catalogue/titles/{uuid.uuid4()}", headers=cloud.bearer("viewer"))
    assert answer.status_code == 403
    problem(answer)


@pytest.mark.parametrize("spoilt", ["nothing", "a.b.c", "cut", "spliced"])
def test_a_forged_token_is_401(cloud: Cloud, spoilt: str) -> None:
    head, body, signature = cloud.token("operator").split(".")
    forged = {
        "nothing": "nothing", "a.b.c": "a.b.c", "cut": f"{head}.{body}.{signature[:-6]}",
        "spliced": f"{head}.{cloud.token('viewer').split('.')[1]}.{signature}",
    }[spoilt]  # fmt: skip
    answer = cloud.http.delete(f"/api/catalogue/titles/{uuid.uuid4()}", headers={"Authorization": f"Bearer {forged}"})
    assert answer.status_code == 401
    problem(answer)


def test_an_unknown_path_is_404(cloud: Cloud) -> None:
    answer = cloud.http.get("/api/catalogue/no-such-thing")
    assert answer.status_code == 404
    problem(answer)


def test_an_unknown_context_is_404(cloud: Cloud) -> None:
    assert cloud.http.get("/api/no-such-context/titles").status_code in (403, 404)


def test_a_body_that_is_not_json_is_400(cloud: Cloud) -> None:
    headers = {**cloud.bearer(), "Idempotency-Key": str(uuid.uuid4()), "Content-Type": "application/json"}
    answer = cloud.http.post("/api/catalogue/titles", content=b"{not json", headers=headers)
    assert answer.status_code == 400
    problem(answer)


def test_an_unknown_field_is_422_and_named(cloud: Cloud) -> None:
    headers = {**cloud.bearer(), "Idempotency-Key": str(uuid.uuid4())}
    answer = cloud.http.post(
        "/api/catalogue/titles", json={"kind": "film", "name": "Test", "colour": "blue"}, headers=headers
    )
    assert answer.status_code == 422
    assert "colour" in json.dumps(problem(answer)["errors"])


def test_an_answer_carries_the_request_id(cloud: Cloud) -> None:
    assert cloud.http.get("/api/catalogue/titles").headers["x-request-id"]


def test_the_key_set_and_the_metadata_are_where_clients_look(cloud: Cloud) -> None:
    keys = cloud.http.get("/.well-known/jwks.json").json()["keys"]
    assert keys
    assert all(key["kty"] == "RSA" and "d" not in key for key in keys)
    metadata = cloud.http.get("/.well-known/openid-configuration").json()
    assert metadata["issuer"] == cloud.settings.public_url
    assert metadata["token_endpoint"] == f"{cloud.settings.public_url}/api/identity/token"


def test_every_context_says_that_its_stores_are_well(cloud: Cloud) -> None:
    for context in ("identity", "catalogue", "discovery", "insights"):
        answer = cloud.http.get(f"/api/{context}/health")
        assert answer.status_code == 200, (context, answer.text)
