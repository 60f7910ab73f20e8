"""From any exception to a refusal, and from a refusal to problem+json (RFC 9457)."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from chassis.errors import FieldError, Invalid, NotFound, Refusal, Unavailable
from chassis.telemetry import logger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CONTENT_TYPE = "application/problem+json"

_UNREACHABLE = (  # (module, exceptions): looked up only where the driver is loaded already
    ("redis.exceptions", ("ConnectionError", "TimeoutError", "BusyLoadingError", "ReadOnlyError")),
    ("clickhouse_connect.driver.exceptions", ("OperationalError",)),
    ("pymysql.err", ("InterfaceError",)),
    ("botocore.exceptions", ("ConnectionError", "HTTPClientError", "ConnectTimeoutError", "ReadTimeoutError")),
)


class InternalError(Refusal):
    """Unforeseen: opaque outside, in full in the log."""

    status = 500


def as_refusal(error: Exception) -> Refusal:
    """The refusal that `error` is; what nobody foresaw is logged in full and becomes an opaque 500."""
    if isinstance(error, Refusal):
        if isinstance(error, Unavailable):
            logger().warning("unavailable", exc_info=error)
        return error
    if type(error).__name__ == "RequestValidationError":
        return invalid(error.errors())  # type: ignore[attr-defined]  # Powertools' class, not imported for a name
    if type(error).__name__ == "NotFoundError" and type(error).__module__.startswith("aws_lambda_powertools"):
        return NotFound("there is nothing at this address")
    if _unreachable(error):
        logger().warning("a store does not answer", exc_info=error)
        return Unavailable("a store does not answer")
    logger().error("unforeseen", exc_info=error)
    return InternalError("something unforeseen happened; the log has it under this instance")


def invalid(errors: Sequence[Mapping[str, Any]]) -> Invalid:
    """Pydantic's errors as one `Invalid`: JSON pointers, pydantic's code, a sentence."""
    fields = [FieldError(_pointer(e["loc"]), str(e["type"]), _sentence(e)) for e in errors]
    return Invalid(f"{len(fields)} place{'s' * (len(fields) > 1)} of the request cannot be accepted", errors=fields)


def document(refusal: Refusal, instance: str) -> str:
    """The problem as JSON text. `instance` is the request id."""
    return json.dumps(
        {
            "type": f"/problems/{refusal.kebab_name()}",
            "title": refusal.title,
            "status": refusal.status,
            "detail": refusal.detail,
            "instance": instance,
            "errors": [{"pointer": e.pointer, "code": e.code, "detail": e.detail} for e in refusal.errors],
        },
        ensure_ascii=False,
    )


def _pointer(place: Sequence[str | int]) -> str:
    """`("body", "title")` → `/title`; other places keep their name: `/query/limit`."""
    steps = place[1:] if place and place[0] == "body" else place
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _sentence(error: Mapping[str, Any]) -> str:
    return str(error["msg"]).removeprefix("Value error, ")


def _unreachable(error: Exception) -> bool:
    for module, names in _UNREACHABLE:
        loaded = sys.modules.get(module)
        if loaded is not None and isinstance(error, tuple(getattr(loaded, name) for name in names)):
            return True
    return False
