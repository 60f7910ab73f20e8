"""What an authorizer may answer, and how long it is remembered."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cdlc_localstack.gateway.identity import values
from cdlc_localstack.gateway.policy import MalformedPolicyError
from cdlc_localstack.gateway.verdicts import Verdicts, read

POLICY = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}


def reply(**more: Any) -> bytes:
    return json.dumps({"principalId": "ada", "policyDocument": POLICY, **more}).encode()


def test_context_values_become_texts() -> None:
    context = read(reply(context={"a": "x", "b": 7, "c": 1.5, "d": False})).context
    assert context == {"a": "x", "b": "7", "c": "1.5", "d": "false"}


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"[]",
        reply(principalId=None),
        reply(policyDocument=None),
        reply(context=[]),
        reply(context={"a": {}}),
        reply(context={"a": None}),
        reply(usageIdentifierKey=7),
    ],
)
def test_any_other_reply_is_refused(payload: bytes) -> None:
    with pytest.raises(MalformedPolicyError):
        read(payload)


def test_a_verdict_lives_as_long_as_it_may() -> None:
    now = [100.0]
    kept, verdict = Verdicts(clock=lambda: now[0]), read(reply())
    kept.put("key", verdict, 5)
    now[0] = 104.9
    assert kept.get("key") is verdict
    now[0] = 105.0
    assert kept.get("key") is None


def test_zero_seconds_keep_nothing() -> None:
    kept = Verdicts()
    kept.put("key", read(reply()), 0)
    assert kept.get("key") is None


def test_the_oldest_verdicts_give_way() -> None:
    kept = Verdicts(capacity=2)
    for key in "abc":
        kept.put(key, read(reply()), 60)
    assert [key for key in "abc" if kept.get(key)] == ["b", "c"]


def test_identity_sources_are_read_where_they_say() -> None:
    source = (
        "method.request.header.X-Who, method.request.querystring.who,stageVariables.colour,context.identity.sourceIp"
    )
    request = {"headers": {"X-Who": "ada"}, "query_string_parameters": {"who": "me"}}
    context = {"identity": {"sourceIp": "127.0.0.1"}}
    found = values({"identitySource": source}, request, context, {"colour": "blue"})
    assert found == ["ada", "me", "blue", "127.0.0.1"]
    request["query_string_parameters"] = {"who": ""}
    assert values({"identitySource": source}, request, context, {"colour": "blue"}) is None


def test_an_unknown_identity_source_is_missing() -> None:
    request: dict[str, Any] = {"headers": {}, "query_string_parameters": {}}
    assert values({"identitySource": "method.request.body.x"}, request, {}, None) is None
