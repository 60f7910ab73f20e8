"""From any exception to a refusal, and from a refusal to problem+json (RFC 9457)."""

import sys
from collections.abc import Mapping, Sequence
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
    known = error if isinstance(error, Refusal) else None
    if known is None and type(error).__module__.startswith("aws_lambda_powertools"):
        if type(error).__name__ == "RequestValidationError":
            return invalid(error.errors())  # type: ignore[attr-defined]  # not imported for a name
        known = NotFound("there is nothing at this address") if type(error).__name__ == "NotFoundError" else None
    if known is None and _unreachable(error):
        known = Unavailable("a store does not answer")
    if known is None:
        logger().error("unforeseen", exc_info=error)
    elif isinstance(known, Unavailable):
        logger().warning("a store does not answer", exc_info=error)
    return known or InternalError("something unforeseen happened; the log has it under this instance")


def invalid(errors: Sequence[Mapping[str, Any]]) -> Invalid:
    """Pydantic's errors as one `Invalid`: JSON pointers, pydantic's code, a sentence."""
    fields = [FieldError(_pointer(e["loc"]), e["type"], e["msg"].removeprefix("Value error, ")) for e in errors]
    return Invalid("the request breaks a rule of this operation", errors=fields)


def _pointer(place: Sequence[str | int]) -> str:
    """`("body", "title")` → `/title`; other places keep their name: `/query/limit`."""
    steps = place[1:] if place and place[0] == "body" else place
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _unreachable(error: Exception) -> bool:
    loaded = [(sys.modules[module], names) for module, names in _UNREACHABLE.items() if module in sys.modules]
    return any(isinstance(error, tuple(getattr(module, name) for name in names)) for module, names in loaded)
