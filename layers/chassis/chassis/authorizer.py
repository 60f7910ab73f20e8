"""`authorizer`: API Gateway's REQUEST authorizer, on Chalice's `AuthResponse`. It fails closed."""

import functools
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from chassis.errors import Unauthenticated
from chassis.telemetry import invocation, logger


class Grant(NamedTuple):
    """Whom to let in: the principal, and what the authorizer tells the handlers (texts only)."""

    principal: str
    context: Mapping[str, str]


def authorizer(decide: Callable[[Mapping[str, str]], Grant]) -> Callable[[Any, Any], dict[str, Any]]:
    """Wrap `decide(headers, names in lower case) -> Grant` as the Lambda authorizer of the method's whole API.

    `Unauthenticated` becomes the one text that API Gateway answers with 401; anything else stays an error: its 500.
    """

    @functools.wraps(decide)
    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        from chalice.app import AuthRequest, AuthResponse  # noqa: PLC0415

        headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        with invocation(decide.__module__, context, headers.get("traceparent")) as counts:
            try:
                grant = decide(headers)
                counts["Allowed"] += 1
                response = AuthResponse(routes=["*"], principal_id=grant.principal, context=dict(grant.context))
                return response.to_dict(AuthRequest("REQUEST", "", event["methodArn"]))
            except Unauthenticated as refusal:
                counts["Refused"] += 1
                logger().info("token refused", extra={"reason": refusal.detail})
        raise Exception("Unauthorized")  # noqa: TRY002 - API Gateway compares this very text

    return handler
