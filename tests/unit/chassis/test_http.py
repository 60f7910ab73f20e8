"""`endpoint`: what comes in is checked, what goes out has one shape."""

import base64
import json

import pytest
import redis.exceptions
from botocore.exceptions import EndpointConnectionError
from gateway_calls import A_THING, call
from things import create_thing, delete_thing, get_thing, list_things, patch_thing, raw

from chassis.reply import etag

MATCH = {"Content-Type": "application/merge-patch+json", "If-Match": '"7-abc"'}


def test_a_change_answers_with_the_thing_its_etag_and_milliseconds() -> None:
    status, thing, headers = call(patch_thing, {"name": "new"}, headers=MATCH)
    assert (status, thing) == (200, {"id": A_THING, "name": "new", "version": 8, "seen_at": "2026-11-22T14:26:44.119Z"})
    assert headers["etag"] == etag(8, "")
    assert headers["cache-control"] == "no-store"
    assert headers["x-request-id"] == "request-1"


def test_a_creation_answers_201_with_its_location() -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k1"}
    status, thing, answered = call(create_thing, {"name": "n"}, headers=headers)
    assert (status, thing["id"], answered["location"]) == (201, "someone", "/api/things/things/1")


def test_the_hash_of_a_body_does_not_depend_on_the_order_of_its_fields() -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k1"}
    names = [
        call(create_thing, body, headers=headers)[1]["name"]
        for body in ('{"name":"n","part":{"size":1}}', '{ "part": {"size": 1}, "name": "n" }', '{"name":"n"}')
    ]
    assert names[0] == names[1] != names[2]


def test_an_answer_without_a_body_has_none() -> None:
    assert call(delete_thing)[:2] == (204, None)


@pytest.mark.parametrize(
    ("body", "status", "pointers"),
    [
        ({"name": "n", "colour": "red"}, 422, ["/colour"]),
        ({"part": {"size": 1, "depth": 2}}, 422, ["/part/depth"]),
        ({"name": "much too long a name", "part": {"size": "big"}}, 422, ["/name", "/part/size"]),
        ({"part": {"a/b~c": 1, "size": 1}}, 422, ["/part/a~1b~0c"]),
        ([{"name": "n"}], 422, [""]),
        ("null", 422, [""]),
        ('"text"', 422, [""]),
    ],
)
def test_a_body_that_breaks_a_rule_is_422_with_json_pointers(body: object, status: int, pointers: list[str]) -> None:
    answered, problem, headers = call(patch_thing, body, headers=MATCH)
    assert (answered, headers["content-type"]) == (status, "application/problem+json")
    assert sorted(error["pointer"] for error in problem["errors"]) == pointers
    assert all(error["code"] and error["detail"] for error in problem["errors"])
    assert (problem["status"], problem["instance"]) == (422, "request-1")


@pytest.mark.parametrize("body", ["", "{", "nope", '{"name": NaN}', '{"name": "\\ud800"}', "[" * 100_000, '{"a":1}x'])
def test_a_body_that_is_not_json_is_400(body: str) -> None:
    status, problem, _ = call(patch_thing, body, headers=MATCH)
    assert (status, problem["type"]) == (400, "/problems/bad-request")


def test_a_body_in_base64_is_read() -> None:
    body = base64.b64encode(json.dumps({"name": "né"}).encode()).decode()
    assert call(patch_thing, body, headers=MATCH, isBase64Encoded=True)[1]["name"] == "né"


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "", "application/jsonp"])
def test_another_content_type_is_415(kind: str) -> None:
    assert call(patch_thing, {"name": "n"}, headers={**MATCH, "Content-Type": kind})[0] == 415


def test_a_merge_patch_is_only_for_patch() -> None:
    headers = {"Content-Type": "application/merge-patch+json", "Idempotency-Key": "k"}
    assert call(create_thing, {"name": "n"}, headers=headers)[0] == 415


@pytest.mark.parametrize("bad", ["abc", "0", A_THING.upper(), A_THING + "0", f"{{{A_THING}}}", "../../etc", ""])
def test_an_id_that_is_no_uuid_is_404(bad: str) -> None:
    assert call(get_thing, pathParameters={"thing_id": bad})[0] == 404


def test_an_unknown_query_parameter_is_422_and_named() -> None:
    status, problem, _ = call(list_things, multiValueQueryStringParameters={"limit": ["5"], "page": ["2"]})
    assert (status, [error["pointer"] for error in problem["errors"]]) == (422, ["/query/page"])


@pytest.mark.parametrize(
    "query", [{"limit": ["0"]}, {"limit": ["101"]}, {"limit": ["x"]}, {"limit": ["1", "2"]}, {"sort": ["x"]}]
)
def test_a_query_parameter_out_of_range_is_422(query: dict[str, list[str]]) -> None:
    status, problem, _ = call(list_things, multiValueQueryStringParameters=query)
    assert (status, problem["errors"][0]["pointer"]) == (422, f"/query/{next(iter(query))}")


def test_a_repeated_parameter_and_a_comma_arrive_as_sent() -> None:
    assert call(get_thing, multiValueQueryStringParameters={"append": ["a,b", "c"]})[1]["name"] == "a,b,c"


def test_if_match_is_required_and_must_be_one_of_our_tags() -> None:
    json_only = {"Content-Type": "application/json"}
    assert call(patch_thing, {"name": "n"}, headers=json_only)[0] == 428
    for bad in ("*", "7", '"x"', '"7-abc", "8-abc"', '"99999999999"'):
        assert call(patch_thing, {"name": "n"}, headers={**json_only, "If-Match": bad})[0] == 400
    weak = call(patch_thing, {"name": "n"}, headers={**json_only, "If-Match": 'W/"7-abc"'})
    assert weak[1]["version"] == 8


@pytest.mark.parametrize("key", ["", "x" * 129, "nul\0", "schlüssel"])
def test_an_idempotency_key_is_required_and_printable(key: str) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    assert call(create_thing, {"name": "n"}, headers=headers)[0] == 400


def test_a_read_is_cached_as_declared_and_revalidated_by_its_etag() -> None:
    status, _, headers = call(get_thing)
    assert (status, headers["cache-control"]) == (200, "public, s-maxage=1")
    for known in (headers["etag"], f"W/{headers['etag']}", f'"other", {headers["etag"]}', "*"):
        status, body, again = call(get_thing, headers={"If-None-Match": known})
        assert (status, body, again["etag"]) == (304, None, headers["etag"])
        assert again["cache-control"] == "public, s-maxage=1"


def test_another_variant_of_the_same_version_has_another_etag() -> None:
    plain = call(get_thing)[2]["etag"]
    variant = {"append": ["parts"]}
    status, _, headers = call(get_thing, headers={"If-None-Match": plain}, multiValueQueryStringParameters=variant)
    assert (status, headers["etag"].partition("-")[0]) == (200, plain.partition("-")[0])
    assert headers["etag"] != plain


def test_a_private_read_is_never_for_shared_caches() -> None:
    assert call(list_things)[2]["cache-control"] == "private, no-cache"


def test_a_page_links_to_the_next_with_the_same_filters() -> None:
    _, page, headers = call(list_things, multiValueQueryStringParameters={"limit": ["2"]})
    assert (page, headers["link"]) == ({"items": [0, 1], "next_cursor": "there"}, '<?limit=2&cursor=there>; rel="next"')
    assert "link" not in call(list_things, multiValueQueryStringParameters={"sort": ["-name"]})[2]


def test_without_a_caller_it_is_401_and_without_the_scope_403() -> None:
    status, problem, headers = call(delete_thing, requestContext={"requestId": "r"})
    assert (status, headers["www-authenticate"], problem["instance"]) == (401, "Bearer", "r")
    reader = {"requestId": "r", "authorizer": {"sub": "reader", "scope": "things:read things:writer"}}
    status, _, headers = call(delete_thing, requestContext=reader)
    assert (status, headers["www-authenticate"]) == (403, 'Bearer error="insufficient_scope", scope="things:write"')


def test_a_named_refusal_is_a_problem_of_that_name() -> None:
    status, problem, headers = call(patch_thing, {"name": "taken"}, headers=MATCH)
    assert (status, headers["cache-control"]) == (409, "no-store")
    assert problem == {
        "type": "/problems/name-taken",
        "title": "Name taken",
        "status": 409,
        "detail": "the name is taken",
        "instance": "request-1",
        "errors": [],
    }


def test_what_nobody_foresaw_is_an_opaque_500_with_a_full_log(capsys: pytest.CaptureFixture[str]) -> None:
    headers = {**MATCH, "Authorization": "Bearer a-token"}
    status, problem, _ = call(patch_thing, {"name": "boom"}, headers=headers)
    assert (status, problem["type"], problem["title"]) == (500, "/problems/internal-error", "Internal error")
    assert "secret detail" not in json.dumps(problem)
    log = capsys.readouterr().out
    line = next(json.loads(line) for line in log.splitlines() if "a secret detail" in line)
    assert (line["request_id"], line["thing_id"]) == ("request-1", A_THING)
    assert "a-token" not in log


def test_the_callers_trace_reaches_log_and_metric(capsys: pytest.CaptureFixture[str]) -> None:
    trace_id = "0af7651916cd43dd8448eb211c80319c"
    headers = {**MATCH, "traceparent": f"00-{trace_id}-b7ad6b7169203331-01"}
    call(patch_thing, {"name": "boom"}, headers=headers)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    metric = next(line for line in lines if "_aws" in line)
    assert {line["trace_id"] for line in lines} == {trace_id}
    assert (metric["Status5xx"], metric["operation"]) == ([1.0], "things")
    assert metric["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "cdlc/things"
    assert metric["Latency"][0] > 0


def test_an_operation_may_give_its_refusals_another_shape() -> None:
    assert call(raw, "a=b", headers={"Content-Type": "text/plain"})[1] == {"body": "a=b"}
    assert call(raw, multiValueQueryStringParameters={"x": ["1"]})[:2] == (409, {"error": "no query here"})


def test_a_store_that_does_not_answer_is_503_with_retry_after(monkeypatch: pytest.MonkeyPatch) -> None:
    for error in (redis.exceptions.ConnectionError("no"), EndpointConnectionError(endpoint_url="x")):

        def fail(error: Exception = error, **_: object) -> None:
            raise error

        monkeypatch.setattr(delete_thing, "work", fail)
        status, problem, headers = call(delete_thing)
        assert (status, problem["type"], headers["retry-after"]) == (503, "/problems/unavailable", "1")
