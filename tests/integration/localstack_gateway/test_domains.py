"""Custom domain names: which API answers, and what its function sees."""

from __future__ import annotations

import json

import pytest

from . import apis
from .own_cloud import OwnCloud

ECHO = """
import json
def handler(event, context):
    return {"statusCode": 200, "body": json.dumps(event), "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]}}
"""
WHERE = (
    '{"path":"$context.path","stage":"$context.stage","name":"$context.domainName","prefix":"$context.domainPrefix"}'
)


@pytest.fixture(scope="module")
def domain(aws: OwnCloud) -> str:
    echo = apis.api(aws, {"/{proxy+}": {"x-amazon-apigateway-any-method": apis.proxy(aws.function("echoes", ECHO))}})
    plain = apis.api(aws, {"/where": {"get": apis.mock(WHERE)}, "/": {"get": apis.mock(WHERE)}})
    return apis.named(aws, {"echo": echo, "plain": plain, "plain-old": echo})


def test_the_base_path_chooses_the_api(aws: OwnCloud, domain: str) -> None:
    with aws.http(f"{domain}:8080") as http:
        answer = http.get("/plain/where").json()
    assert answer == {"path": "/plain/where", "stage": "local", "name": domain, "prefix": "api"}


def test_a_base_path_alone_is_the_root(aws: OwnCloud, domain: str) -> None:
    with aws.http(domain) as http:
        assert http.get("/plain").json()["path"] == "/plain"
        assert http.get("/plain/").json()["path"] == "/plain/"


def test_a_base_path_ends_at_a_slash(aws: OwnCloud, domain: str) -> None:
    with aws.http(domain) as http:
        assert http.get("/plain-old/where").json()["resource"] == "/{proxy+}"


@pytest.mark.parametrize("path", ["/", "/nothing", "/plai/where"])
def test_an_unmapped_base_path_is_forbidden(aws: OwnCloud, domain: str, path: str) -> None:
    with aws.http(domain) as http:
        refused = http.get(path)
    assert (refused.status_code, refused.json()) == (403, {"message": "Forbidden"})


def test_the_name_in_capitals_is_the_same_name(aws: OwnCloud, domain: str) -> None:
    with aws.http(domain.upper()) as http:
        assert http.get("/plain/where").status_code == 200


def test_the_function_sees_aws_s_event(aws: OwnCloud, domain: str) -> None:
    with aws.http(domain) as http:
        reply = http.request(
            "PATCH",
            "/echo/local/a%2Fb;c//d?x=1&x=2&y=%20",
            headers=[("X-Many", "1"), ("X-Many", "2")],
            content="näh",
        )
    event = reply.json()
    assert event["path"] == event["requestContext"]["path"] == "/echo/local/a%2Fb;c//d"
    assert event["resource"] == event["requestContext"]["resourcePath"] == "/{proxy+}"
    assert event["pathParameters"] == {"proxy": "local/a%2Fb;c//d"}
    assert event["multiValueQueryStringParameters"] == {"x": ["1", "2"], "y": [" "]}
    assert event["queryStringParameters"] == {"x": "2", "y": " "}
    assert event["multiValueHeaders"]["X-Many"] == ["1", "2"]
    assert event["requestContext"]["domainName"] == domain
    assert event["requestContext"]["stage"] == "local"
    assert (event["httpMethod"], event["body"], event["isBase64Encoded"]) == ("PATCH", "näh", False)
    assert reply.headers.get_list("set-cookie") == ["a=1", "b=2"]


def test_other_hosts_are_left_to_localstack(aws: OwnCloud, domain: str) -> None:
    with aws.http(f"s3.{domain}") as http:
        assert "message" not in http.get("/_localstack/health").json()


def test_a_mapping_without_a_stage_takes_it_from_the_path(aws: OwnCloud) -> None:
    target = apis.api(aws, {"/where": {"get": apis.mock(WHERE)}})
    name = apis.named(aws, {})
    aws.aws("apigateway").create_base_path_mapping(domainName=name, basePath="any", restApiId=target.id)
    with aws.http(name) as http:
        assert http.get("/any/local/where").json()["path"] == "/any/local/where"


def test_the_execute_api_path_still_works(aws: OwnCloud) -> None:
    target = apis.api(aws, {"/where": {"get": apis.mock(WHERE)}})
    with aws.http() as http:
        assert json.loads(http.get(f"{target.path}/where").text)["path"] == "/local/where"
