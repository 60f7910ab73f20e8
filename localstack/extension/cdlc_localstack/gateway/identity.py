"""Identity sources of a Lambda authorizer: which values of a request say who is asking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Authorizer = Mapping[str, Any]


def expressions(authorizer: Authorizer) -> list[str]:
    """The mapping expressions, such as `method.request.header.Authorization`, in the authorizer's order."""
    return [part.strip() for part in (authorizer.get("identitySource") or "").split(",") if part.strip()]


def values(
    authorizer: Authorizer,
    request: Mapping[str, Any],
    context: Mapping[str, Any],
    stage_variables: Mapping[str, str] | None,
) -> list[str] | None:
    """One non-empty text per identity source, or None where one is missing or empty."""
    found = [_value(each, request, context, stage_variables or {}) for each in expressions(authorizer)]
    return None if None in found else [each for each in found if each is not None]


def _value(
    expression: str, request: Mapping[str, Any], context: Mapping[str, Any], stage_variables: Mapping[str, str]
) -> str | None:
    place, _, name = expression.rpartition(".")
    if place == "method.request.header":
        value: Any = request["headers"].get(name)
    elif place == "method.request.querystring":
        value = request["query_string_parameters"].get(name)
    elif place == "stageVariables":
        value = stage_variables.get(name)
    elif expression.startswith("context."):
        value = _walk(context, expression.split(".")[1:])
    else:
        value = None
    return str(value) if value not in (None, "") else None


def _walk(tree: Any, names: list[str]) -> Any:
    for name in names:
        tree = tree.get(name) if isinstance(tree, Mapping) else None
    return tree
