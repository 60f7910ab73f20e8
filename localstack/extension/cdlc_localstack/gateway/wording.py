"""The words of a gateway response: simple substitution, not VTL, as API Gateway has it there."""

from __future__ import annotations

import json
import re
from typing import Any

JSON = "application/json"
_NAME = r"(?:context|stageVariables|method\.request)(?:\.[A-Za-z0-9_-]+)+"
_VARIABLE = re.compile(rf"\$(?:({_NAME})|\{{({_NAME})\}})")


def substitute(template: str, values: dict[str, Any]) -> str:
    """Replace `$context.…`, `$stageVariables.…` and `$method.request.…`; what is unknown becomes nothing."""
    return _VARIABLE.sub(lambda found: _text(_look_up(found[1] or found[2], values)), template)


def _look_up(path: str, values: Any) -> Any:
    for name in path.split("."):
        values = values.get(name) if hasattr(values, "get") else None
    return values


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def parameter(source: str, values: dict[str, Any]) -> str | None:
    """A header's value: a text in single quotes, or a variable; None where that is unknown."""
    if source.startswith("'") and source.endswith("'"):
        return source[1:-1]
    value = _look_up(source, values)
    return None if value is None else _text(value)


def media_type(templates: dict[str, str], accept: str | None) -> str:
    """The template that the client asked for, else JSON, else the first."""
    asked = [part.split(";")[0].strip() for part in (accept or "").split(",")]
    return next((each for each in asked if each in templates), JSON if JSON in templates else next(iter(templates)))
