"""`authorizer`: API Gateway's REQUEST authorizer, on Chalice's `AuthResponse`. It fails closed."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chassis import trace
from chassis.errors import Unauthenticated
from chassis.telemetry import Invocation, logger

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Grant:
    """Whom to let in: the principal, and what the authorizer tells the handlers (texts only)."""

    principal: str
    context: Mapping[str, str]


def authorizer(decide: Callable[[Mapping[str, str]], Grant]) -> Callable[[Any, Any], dict[str, Any]]:
    """Wrap `decide(headers, names in lower case) -> Grant` as a Lambda authorizer for the whole API of the method's ARN.

    `Unauthenticated` becomes the one text that API Gateway answers with 401; anything else stays an error: its 500.
    """

    @functools.wraps(decide)
    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        trace.begin(headers.get("traceparent"))
        invocation = Invocation(decide.__module__, request_id=getattr(context, "aws_request_id", None))
        outcome = "Failed"
        try:
            response = _allow(event["methodArn"], decide(headers))
            outcome = "Allowed"
            return response
        except Unauthenticated as refusal:
            outcome = "Refused"
            logger().info("token refused", extra={"reason": refusal.detail})
            raise Exception("Unauthorized") from None  # noqa: TRY002 - API Gateway compares this very text
        except Exception:
            logger().exception("the authorizer failed")
            raise
        finally:
            invocation.end({outcome: 1})

    return handler


def _allow(method_arn: str, grant: Grant) -> dict[str, Any]:
    from chalice.app import AuthRequest, AuthResponse  # noqa: PLC0415

    response = AuthResponse(routes=["*"], principal_id=grant.principal, context=dict(grant.context))
    return response.to_dict(AuthRequest("REQUEST", "", method_arn))
