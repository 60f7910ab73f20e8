"""Lambda authorizers over HTTP: who passes, who does not, and what they are told."""

from __future__ import annotations

import json
import uuid
from typing import Any

import httpx
import pytest

from . import apis
from .own_cloud import OwnCloud

AUTHORIZER = """
import json, os, time, uuid
def handler(event, context):
    token = event.get("authorizationToken") or event["headers"].get("Authorization")
    if token == "unknown": raise Exception("Unauthorized")
    if token == "boom": raise ValueError("boom")
    if token == "slow": time.sleep(30)
    answer = json.loads(token)
    if isinstance(answer.setdefault("context", {}), dict): answer["context"]["call"] = str(uuid.uuid4())
    method, policy = event["methodArn"], json.dumps(answer.get("policyDocument"))
    answer["policyDocument"] = json.loads(policy.replace("{method}", method).replace("{api}", method.split("/")[0]))
    if answer.pop("seen", None): answer["context"]["event"] = json.dumps(event)
    return answer
"""
ECHO = """
import json
def handler(event, context):
    return {"statusCode": 200, "body": json.dumps(event)}
"""


@pytest.fixture(scope="module")
def functions(aws: OwnCloud) -> dict[str, str]:
    return {
        "authorizer": aws.function("authorizer", AUTHORIZER, Timeout=2),
        "echo": aws.function("echo", ECHO),
    }


@pytest.fixture(scope="module")
def guarded(aws: OwnCloud, functions: dict[str, str]) -> apis.Api:
    """An API whose operations are guarded by a REQUEST authorizer (5 s) and by a TOKEN authorizer (no cache)."""
    by_request, by_token = {"security": [{"Request": []}]}, {"security": [{"Token": []}]}
    echo = functions["echo"]
    return apis.api(
        aws,
        {
            "/request/{id}": {"get": apis.proxy(echo, **by_request), "post": apis.proxy(echo, **by_request)},
            "/token": {"get": apis.proxy(echo, **by_token)},
            "/many": {"get": apis.mock(security=[{"Many": []}])},
            "/lost": {"get": apis.mock(security=[{"Lost": []}])},
            "/open": {"get": apis.mock()},
        },
        variables={"colour": "blue"},
        securityDefinitions={
            "Request": apis.authorizer(
                functions["authorizer"],
                "request",
                "method.request.header.Authorization",
                authorizerResultTtlInSeconds=5,
            ),
            "Token": apis.authorizer(
                functions["authorizer"],
                "token",
                "method.request.header.Authorization",
                authorizerResultTtlInSeconds=0,
                identityValidationExpression=r"\{.*|unknown|boom|slow",
            ),
            "Many": apis.authorizer(
                functions["authorizer"],
                "request",
                "method.request.header.Authorization,method.request.querystring.who,stageVariables.colour,context.stage",
                authorizerResultTtlInSeconds=0,
            ),
            "Lost": apis.authorizer(f"{functions['echo']}-gone", "token", "method.request.header.Authorization"),
        },
    )


def answer(*statements: dict[str, Any], **more: Any) -> dict[str, str]:
    """The header that makes the authorizer answer with this policy."""
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    unique = {"nonce": uuid.uuid4().hex}
    document = {"principalId": "ada", "policyDocument": policy, "context": unique, **more}
    return {"Authorization": json.dumps(document)}


def says(effect: str, resource: str = "{method}", action: str = "execute-api:Invoke") -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource}


def get(
    aws: OwnCloud, api: apis.Api, path: str, headers: dict[str, str] | None = None, method: str = "GET"
) -> httpx.Response:
    with aws.http() as http:
        return http.request(method, f"{api.path}{path}", headers=headers or {})


@pytest.mark.parametrize("path", ["/request/1", "/token"])
def test_an_allowed_caller_passes_and_the_function_learns_who_it_is(
    aws: OwnCloud, guarded: apis.Api, path: str
) -> None:
    headers = answer(says("Allow"), context={"age": 7, "is_admin": True, "name": "Ada"})
    who = get(aws, guarded, path, headers).json()["requestContext"]["authorizer"]
    assert {key: who[key] for key in ("principalId", "age", "is_admin", "name")} == {
        "principalId": "ada",
        "age": "7",
        "is_admin": "true",
        "name": "Ada",
    }
    assert isinstance(who["integrationLatency"], int)


@pytest.mark.parametrize("path", ["/request/1", "/token", "/many"])
def test_a_missing_identity_source_is_401_without_a_call(aws: OwnCloud, guarded: apis.Api, path: str) -> None:
    refused = get(aws, guarded, path)
    assert (refused.status_code, refused.json()) == (401, {"message": "Unauthorized"})
    assert refused.headers["x-amzn-errortype"] == "UnauthorizedException"


def test_every_identity_source_counts(aws: OwnCloud, guarded: apis.Api) -> None:
    assert get(aws, guarded, "/many", answer(says("Allow"))).status_code == 401
    assert get(aws, guarded, "/many?who=me", answer(says("Allow"))).status_code == 200


def test_a_token_that_does_not_match_the_validation_expression_is_401(aws: OwnCloud, guarded: apis.Api) -> None:
    assert get(aws, guarded, "/token", {"Authorization": "other"}).status_code == 401


def test_a_function_that_says_unauthorized_gives_401(aws: OwnCloud, guarded: apis.Api) -> None:
    refused = get(aws, guarded, "/token", {"Authorization": "unknown"})
    assert (refused.status_code, refused.json()) == (401, {"message": "Unauthorized"})


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "boom"},
        {"Authorization": "slow"},
        {"Authorization": '{"no": "principal"}'},
        answer(says("Allow"), principalId=7),
        answer(says("Allow"), context={"a": ["list"]}),
        answer(says("Allow"), context={"a": None}),
        answer({"Effect": "Maybe", "Action": "*", "Resource": "*"}),
        answer({"Effect": "Allow", "Action": "*"}),
        answer(),
        {"Authorization": '{"principalId": "ada", "policyDocument": "all", "context": {}}'},
    ],
    ids=lambda headers: str(headers["Authorization"])[:40],
)
def test_anything_else_closes_the_door_with_500(aws: OwnCloud, guarded: apis.Api, headers: dict[str, str]) -> None:
    refused = get(aws, guarded, "/token", headers)
    assert (refused.status_code, refused.json()) == (500, {"message": None})
    assert refused.headers["x-amzn-errortype"] == "AuthorizerConfigurationException"


def test_an_authorizer_without_a_function_closes_the_door(aws: OwnCloud, guarded: apis.Api) -> None:
    refused = get(aws, guarded, "/lost", {"Authorization": "x"})
    assert (refused.status_code, refused.json()) == (500, {"message": None})


def test_what_no_statement_allows_is_403(aws: OwnCloud, guarded: apis.Api) -> None:
    refused = get(aws, guarded, "/token", answer(says("Allow", "{api}/local/POST/token")))
    assert (refused.status_code, refused.json()) == (403, {"Message": "User is not authorized to access this resource"})


def test_one_deny_wins_over_any_allow(aws: OwnCloud, guarded: apis.Api) -> None:
    refused = get(aws, guarded, "/token", answer(says("Allow", "*"), says("Deny", "{api}/local/*/tok?n")))
    assert refused.status_code == 403
    assert refused.json() == {"Message": "User is not authorized to access this resource with an explicit deny"}


def test_a_second_statement_may_allow(aws: OwnCloud, guarded: apis.Api) -> None:
    headers = answer(says("Allow", "{api}/local/POST/*"), says("Allow", "{api}/*/GET/*", "execute-api:*"))
    assert get(aws, guarded, "/token", headers).status_code == 200


def test_a_verdict_is_kept_and_its_policy_asked_for_each_method_anew(aws: OwnCloud, guarded: apis.Api) -> None:
    headers = answer(says("Allow", "{api}/local/GET/request/*"), says("Deny", "{api}/local/GET/request/3"))
    first, second = (get(aws, guarded, f"/request/{number}", headers).json() for number in (1, 2))
    call = first["requestContext"]["authorizer"]["call"]
    assert second["requestContext"]["authorizer"]["call"] == call
    assert get(aws, guarded, "/request/3", headers).status_code == 403
    assert get(aws, guarded, "/request/1", headers, "POST").status_code == 403


def test_without_a_time_to_live_every_request_asks(aws: OwnCloud, guarded: apis.Api) -> None:
    headers = answer(says("Allow", "*"))
    calls = {get(aws, guarded, "/token", headers).json()["requestContext"]["authorizer"]["call"] for _ in range(2)}
    assert len(calls) == 2


def test_another_identity_is_another_verdict(aws: OwnCloud, guarded: apis.Api) -> None:
    assert get(aws, guarded, "/request/1", answer(says("Allow"))).status_code == 200
    assert get(aws, guarded, "/request/1", answer(says("Deny"))).status_code == 403


def test_a_request_authorizer_sees_the_request(aws: OwnCloud, guarded: apis.Api) -> None:
    headers = {**answer(says("Allow"), seen=True), "X-Film": "Metropolis"}
    reply = get(aws, guarded, "/request/a%2Fb?x=1&x=2", headers).json()
    event = json.loads(reply["requestContext"]["authorizer"]["event"])
    assert event["type"] == "REQUEST"
    assert event["methodArn"].endswith(f"{guarded.id}/local/GET/request/a%2Fb")
    assert event["headers"]["X-Film"] == "Metropolis"
    assert event["multiValueQueryStringParameters"] == {"x": ["1", "2"]}
    assert event["stageVariables"] == {"colour": "blue"}
    assert (event["resource"], event["pathParameters"]) == ("/request/{id}", {"id": "a%2Fb"})
    assert "body" not in event


def test_an_operation_without_an_authorizer_is_open(aws: OwnCloud, guarded: apis.Api) -> None:
    assert get(aws, guarded, "/open").status_code == 200
