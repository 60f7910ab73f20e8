"""IAM policies as a Lambda authorizer answers with them: parsed strictly, decided as a whole.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

INVOKE = "execute-api:Invoke"


class Decision(Enum):
    """What the whole policy says about one method."""

    ALLOW = "allow"
    IMPLICIT_DENY = "implicit deny"
    EXPLICIT_DENY = "explicit deny"


class MalformedPolicyError(ValueError):
    """The policy is not one that AWS would accept; nothing may be granted by it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; `not_actions` and `not_resources` say that the patterns are exclusions."""

    allow: bool
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    not_actions: bool = False
    not_resources: bool = False
    conditional: bool = False

    def covers(self, method_arn: str) -> bool:
        """Whether invoking the method is within the statement's actions and resources."""
        action = _matches(self.actions, INVOKE, ignore_case=True) != self.not_actions
        return action and _matches(self.resources, method_arn) != self.not_resources


def parse(document: Any) -> tuple[Statement, ...]:
    """The statements of a policy document. Raises `MalformedPolicyError`, naming what is wrong."""
    if not isinstance(document, dict):
        raise MalformedPolicyError(f"policyDocument is {type(document).__name__}, not an object")
    statements = document.get("Statement")
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list) or not statements:
        raise MalformedPolicyError("policyDocument.Statement is neither a statement nor a list of them")
    return tuple(_statement(each) for each in statements)


def decide(statements: Iterable[Statement], method_arn: str) -> Decision:
    """Deny wins over allow; what nothing allows is denied.

    Conditions are not evaluated here: a conditional Allow grants nothing, a conditional Deny denies.
    """
    allowed = False
    for statement in statements:
        if not statement.covers(method_arn):
            continue
        if not statement.allow:
            return Decision.EXPLICIT_DENY
        allowed = allowed or not statement.conditional
    return Decision.ALLOW if allowed else Decision.IMPLICIT_DENY


def _statement(raw: Any) -> Statement:
    if not isinstance(raw, dict):
        raise MalformedPolicyError(f"a statement is {type(raw).__name__}, not an object")
    effect = raw.get("Effect")
    if effect not in ("Allow", "Deny"):
        raise MalformedPolicyError(f"Effect is {effect!r}, neither Allow nor Deny")
    actions, not_actions = _patterns(raw, "Action")
    resources, not_resources = _patterns(raw, "Resource")
    return Statement(effect == "Allow", actions, resources, not_actions, not_resources, bool(raw.get("Condition")))


def _patterns(raw: dict[str, Any], key: str) -> tuple[tuple[str, ...], bool]:
    negated = f"Not{key}" in raw
    if negated == (key in raw):
        raise MalformedPolicyError(f"a statement needs exactly one of {key} and Not{key}")
    value = raw[f"Not{key}" if negated else key]
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not values or not all(isinstance(each, str) and each for each in values):
        raise MalformedPolicyError(f"{key} is neither a text nor a list of texts: {value!r}")
    return tuple(values), negated


def _matches(patterns: Sequence[str], text: str, *, ignore_case: bool = False) -> bool:
    return any(_compiled(pattern, ignore_case).fullmatch(text) for pattern in patterns)


@lru_cache(maxsize=4096)
def _compiled(pattern: str, ignore_case: bool) -> re.Pattern[str]:  # noqa: FBT001 -- a cache key
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(expression, re.DOTALL | (re.IGNORECASE if ignore_case else 0))
