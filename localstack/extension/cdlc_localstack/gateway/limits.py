"""API Gateway's limits: 29 seconds for an integration (or its own `timeoutInMillis`), 10 MB for a body."""

from __future__ import annotations

import contextvars
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from typing import Any

from localstack.services.apigateway.next_gen.execute_api import gateway_response as refusals
from localstack.services.apigateway.next_gen.execute_api.handlers import modify_request
from localstack.services.apigateway.next_gen.execute_api.integrations import REST_API_INTEGRATIONS

from cdlc_localstack.gateway.calls import TRACE

LONGEST_SECONDS = 29.0
LARGEST_BYTES = 10 * 1024 * 1024
_pool = ThreadPoolExecutor(max_workers=512, thread_name_prefix="cdlc-integration")


def install() -> None:
    """Put a limit around every integration that leaves the gateway."""
    integrations: dict[str, Any] = REST_API_INTEGRATIONS
    for name in ("AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY"):
        integrations[name] = Limited(integrations[name])
    modify_request.append(refuse_large_body)


def within(seconds: float, function: Any, *arguments: Any) -> Any:
    """The function's result, or `concurrent.futures.TimeoutError`; its context variables are the caller's."""
    context = contextvars.copy_context()
    return _pool.submit(context.run, function, *arguments).result(timeout=seconds)


class Limited:
    """An integration that gives up when its time is over, as API Gateway does; the function runs on."""

    def __init__(self, integration: Any) -> None:
        self._integration = integration
        self.name = integration.name

    def invoke(self, context: Any) -> Any:
        """The endpoint's response. Raises `IntegrationTimeoutError` (504) after the integration's time."""
        seconds = min(int(context.integration.get("timeoutInMillis") or 29_000) / 1000, LONGEST_SECONDS)
        TRACE.set(context.trace_id)
        try:
            return within(seconds, self._integration.invoke, context)
        except Late as error:
            raise refusals.IntegrationTimeoutError("Endpoint request timed out") from error


def refuse_large_body(_chain: Any, context: Any, _response: Any) -> None:
    """Answer 413 to a body above 10 MB."""
    if len(context.invocation_request["body"]) > LARGEST_BYTES:
        raise refusals.RequestTooLargeError("Request Too Long")
