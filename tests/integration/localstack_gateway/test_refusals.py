"""API Gateway's own refusals in the API's words."""

from __future__ import annotations

from typing import Any

import pytest

from . import apis
from .own_cloud import OwnCloud

PROBLEM = (
    '{"title":$context.error.messageString,"kind":"$context.error.responseType","instance":"$context.requestId",'
    '"colour":"$stageVariables.colour","film":"$method.request.querystring.film","none":"$context.nothing.here"}'
)
SLOW = "import time\ndef handler(event, context): time.sleep(5)"
WRONG = "def handler(event, context): return 'text'"
CRASH = "def handler(event, context): raise ValueError('secret')"


def problem(status: str | None = None, **parameters: str) -> dict[str, Any]:
    return {
        "responseTemplates": {"application/problem+json": PROBLEM},
        "responseParameters": {f"gatewayresponse.header.{name}": value for name, value in parameters.items()},
        **({"statusCode": status} if status else {}),
    }


@pytest.fixture(scope="module")
def paths(aws: OwnCloud) -> dict[str, Any]:
    return {
        "/open": {"get": apis.mock()},
        "/slow": {"get": apis.proxy(aws.function("slow", SLOW), timeout_ms=300)},
        "/wrong": {"get": apis.proxy(aws.function("wrong", WRONG))},
        "/crash": {"get": apis.proxy(aws.function("crash", CRASH))},
        "/gone": {"get": apis.proxy("arn:aws:lambda:eu-central-1:000000000000:function:gone")},
    }


@pytest.fixture(scope="module")
def plain(aws: OwnCloud, paths: dict[str, Any]) -> apis.Api:
    return apis.api(aws, paths)


@pytest.fixture(scope="module")
def worded(aws: OwnCloud, paths: dict[str, Any]) -> apis.Api:
    responses = {
        "MISSING_AUTHENTICATION_TOKEN": problem("404", **{"X-Fixed": "'yes'", "X-Id": "context.requestId"}),
        "INTEGRATION_TIMEOUT": problem("503", **{"Retry-After": "'1'"}),
        "DEFAULT_5XX": problem(),
        "DEFAULT_4XX": problem("418"),
    }
    return apis.api(aws, paths, {"colour": "blue"}, **{"x-amazon-apigateway-gateway-responses": responses})


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("/nothing", 403, "Missing Authentication Token"),
        ("/slow", 504, "Endpoint request timed out"),
        ("/wrong", 502, "Internal server error"),
        ("/crash", 502, "Internal server error"),
        ("/gone", 502, "Internal server error"),
    ],
)
def test_without_wishes_refusals_are_aws_s(
    aws: OwnCloud, plain: apis.Api, path: str, status: int, message: str
) -> None:
    with aws.http() as http:
        refused = http.get(f"{plain.path}{path}")
    assert (refused.status_code, refused.json()) == (status, {"message": message})
    assert refused.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/nothing", 404, "MISSING_AUTHENTICATION_TOKEN"),
        ("/slow", 503, "INTEGRATION_TIMEOUT"),
        ("/wrong", 502, "DEFAULT_5XX"),
        ("/crash", 502, "DEFAULT_5XX"),
        ("/gone", 502, "INTEGRATION_FAILURE"),
    ],
)
def test_a_refusal_takes_the_api_s_words(aws: OwnCloud, worded: apis.Api, path: str, status: int, kind: str) -> None:
    with aws.http() as http:
        refused = http.get(f"{worded.path}{path}?film=Metropolis")
    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"
    assert "secret" not in refused.text
    told = refused.json()
    assert told["instance"] == refused.headers["x-amzn-requestid"]
    assert (told["kind"], told["colour"], told["film"], told["none"]) == (kind, "blue", "Metropolis", "")


def test_headers_come_from_texts_and_from_the_context(aws: OwnCloud, worded: apis.Api) -> None:
    with aws.http() as http:
        refused = http.get(f"{worded.path}/nothing")
    assert refused.headers["x-fixed"] == "yes"
    assert refused.headers["x-id"] == refused.headers["x-amzn-requestid"]


def test_a_put_gateway_response_counts_as_much_as_an_imported_one(aws: OwnCloud) -> None:
    made = apis.api(aws, {"/open": {"get": apis.mock()}})
    client = aws.aws("apigateway")
    client.put_gateway_response(
        restApiId=made.id,
        responseType="MISSING_AUTHENTICATION_TOKEN",
        statusCode="404",
        responseTemplates={"application/json": '{"gone":$context.error.messageString}'},
    )
    client.create_deployment(restApiId=made.id, stageName=apis.STAGE)
    with aws.http() as http:
        refused = http.get(f"{made.path}/nothing")
    assert (refused.status_code, refused.json()) == (404, {"gone": "Missing Authentication Token"})
