"""From any exception to a refusal, and from a refusal to problem+json (RFC 9457)."""

import sys
from collections.abc import Mapping
from typing import Any

from chassis.errors import FieldError, Invalid, NotFound, Refusal, Unavailable
from chassis.reply import Body, to_json
from chassis.telemetry import logger

CONTENT_TYPE = "application/problem+json"
_UNREACHABLE = {  # module → exceptions, looked up only where the driver is loaded already
    "redis.exceptions": ("ConnectionError", "TimeoutError", "ReadOnlyError"),
    "clickhouse_connect.driver.exceptions": ("OperationalError",),
    "botocore.exceptions": ("ConnectionError", "HTTPClientError"),
}


class InternalError(Refusal):
    """Unforeseen: opaque outside, in full in the log."""


class Problem(Body):
    """RFC 9457; `instance` is the request id."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: tuple[FieldError, ...]


def document(refusal: Refusal, instance: str) -> str:
    """The problem as JSON text."""
    told = {"title": refusal.title, "status": refusal.status, "detail": refusal.detail, "errors": refusal.errors}
    return to_json(Problem.model_validate({"type": f"/problems/{refusal.kebab_name()}", "instance": instance, **told}))


def as_refusal(error: Exception) -> Refusal:
    """The refusal that `error` is; what nobody foresaw is logged in full and becomes an opaque 500."""
    refusal = error if isinstance(error, Refusal) else _translated(error)
    if isinstance(refusal, InternalError | Unavailable):
        logger().error("unforeseen" if refusal is not error else "unavailable", exc_info=error)
    return refusal


def _translated(error: Exception) -> Refusal:
    if type(error).__module__.startswith("aws_lambda_powertools"):
        if type(error).__name__ == "RequestValidationError":  # not imported for a name
            fields = [_field(each) for each in getattr(error, "errors", list)()]
            return Invalid("the request breaks a rule of this operation", errors=fields)
        if type(error).__name__ == "NotFoundError":
            return NotFound("there is nothing at this address")
    loaded = [(sys.modules[module], names) for module, names in _UNREACHABLE.items() if module in sys.modules]
    if any(isinstance(error, tuple(getattr(module, name) for name in names)) for module, names in loaded):
        return Unavailable("a store does not answer")
    return InternalError("something unforeseen happened; the log has it under this instance")


def _field(error: Mapping[str, Any]) -> FieldError:
    """Pydantic's place as a pointer: `("body", "title")` → `/title`; other places keep their name: `/query/limit`."""
    place, *steps = error["loc"]
    if place != "body":  # a query's model puts its own name between: ("query", "asked", "limit")
        steps = [place, *(steps[1:] if len(steps) > 1 and isinstance(steps[1], str) else steps)]
    pointer = "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    return FieldError(pointer, error["type"], error["msg"].removeprefix("Value error, "))
