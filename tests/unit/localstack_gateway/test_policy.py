"""A Lambda authorizer's policy, decided as a whole."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdlc_localstack.gateway.policy import Decision, MalformedPolicyError, decide, parse

ARN = "arn:aws:execute-api:eu-central-1:000000000000:films/local/GET/titles/7"


def decision(*statements: dict[str, Any], arn: str = ARN) -> Decision:
    return decide(parse({"Statement": list(statements)}), arn)


def allow(resource: Any = "*", action: Any = "execute-api:Invoke", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(resource: Any = "*") -> dict[str, Any]:
    return {**allow(resource), "Effect": "Deny"}


@pytest.mark.parametrize(
    "resource",
    [
        ARN,
        "*",
        "arn:aws:execute-api:*:*:films/*",
        "arn:aws:execute-api:eu-central-1:000000000000:films/local/GET/titles/?",
        ["arn:nothing", ARN],
        "arn:*/GET/*",
    ],
)
def test_a_matching_resource_allows(resource: Any) -> None:
    assert decision(allow(resource)) is Decision.ALLOW


@pytest.mark.parametrize(
    "resource", ["", f"{ARN}0", ARN[:-1], ARN.replace("GET", "get"), ARN.replace("/titles/7", "/titles/??")]
)
def test_what_does_not_match_denies(resource: str) -> None:
    assert decision(allow([resource or "x"])) is Decision.IMPLICIT_DENY


@pytest.mark.parametrize(
    "action", ["execute-api:Invoke", "EXECUTE-API:invoke", "execute-api:*", "*", ["s3:GetObject", "execute-api:In*"]]
)
def test_actions_match_whatever_their_case(action: Any) -> None:
    assert decision(allow(action=action)) is Decision.ALLOW


def test_another_action_grants_nothing() -> None:
    assert decision(allow(action="execute-api:ManageConnections")) is Decision.IMPLICIT_DENY


def test_a_character_of_regular_expressions_is_only_itself() -> None:
    assert decision(allow(ARN.replace("films", "f.lms"))) is Decision.IMPLICIT_DENY


def test_exclusions_allow_the_rest() -> None:
    others = {"Effect": "Allow", "NotAction": "s3:*", "NotResource": f"{ARN}/private"}
    assert decision(others) is Decision.ALLOW
    assert decision(others, arn=f"{ARN}/private") is Decision.IMPLICIT_DENY


def test_a_condition_grants_nothing_and_denies_all_the_same() -> None:
    when = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
    assert decision(allow(Condition=when)) is Decision.IMPLICIT_DENY
    assert decision(allow(), {**deny(), "Condition": when}) is Decision.EXPLICIT_DENY


@given(st.lists(st.sampled_from([allow(), allow("x"), deny("x")]), max_size=5), st.integers(0, 5))
def test_a_deny_wins_wherever_it_stands(others: list[dict[str, Any]], place: int) -> None:
    assert decision(*others[:place], deny(), *others[place:]) is Decision.EXPLICIT_DENY


@pytest.mark.parametrize(
    "document",
    [
        None,
        "*",
        {},
        {"Statement": []},
        {"Statement": ["allow"]},
        {"Statement": {"Effect": "allow", "Action": "*", "Resource": "*"}},
        {"Statement": {"Effect": "Allow", "Action": "*"}},
        {"Statement": {"Effect": "Allow", "Resource": "*"}},
        {"Statement": {"Effect": "Allow", "Action": "*", "NotAction": "*", "Resource": "*"}},
        {"Statement": {"Effect": "Allow", "Action": [], "Resource": "*"}},
        {"Statement": {"Effect": "Allow", "Action": "*", "Resource": [7]}},
    ],
)
def test_a_malformed_policy_is_refused(document: Any) -> None:
    with pytest.raises(MalformedPolicyError):
        parse(document)
