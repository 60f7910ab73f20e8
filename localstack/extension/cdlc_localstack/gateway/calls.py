"""Call a function from the gateway: in this process, not through LocalStack's own HTTP front door.

LocalStack 4.9.2 calls it with a boto3 client over a socket to itself, which costs more than the function's own work.
"""

from __future__ import annotations

import uuid
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from localstack.services.apigateway.next_gen.execute_api.integrations.aws import RestApiAwsProxyIntegration
from localstack.services.plugins import SERVICE_PLUGINS
from localstack.utils.xray.trace_header import TraceHeader

from cdlc_localstack.expected import expect

TRACE: ContextVar[str | None] = ContextVar("cdlc_trace", default=None)


@dataclass(frozen=True, slots=True)
class Reply:
    """A function's reply; `failed` says that the payload is Lambda's error document."""

    payload: bytes
    failed: bool


def install() -> None:
    """Let proxy integrations call functions directly."""
    proxy: Any = RestApiAwsProxyIntegration
    expect(proxy.call_lambda, "lambda_client.request_metadata(", "-> bytes", area="gateway")

    def call_lambda(function_arn: str, event: bytes, source_arn: str, credentials: str | None = None) -> bytes:  # noqa: ARG001 -- LocalStack's signature
        return call(function_arn, event).payload

    proxy.call_lambda = staticmethod(call_lambda)


def call(function_arn: str, event: bytes) -> Reply:
    """Invoke the function and wait. Raises LocalStack's service exceptions where there is none to invoke."""
    _, _, _, region, account, _, name, *qualifier = function_arn.split(":")
    provider: Any = SERVICE_PLUGINS.require("lambda")._provider  # noqa: SLF001 -- there is no public way to it
    result = provider.lambda_service.invoke(
        function_name=name,
        qualifier=qualifier[0] if qualifier else None,
        region=region,
        account_id=account,
        invocation_type="RequestResponse",
        client_context=None,
        request_id=str(uuid.uuid4()),
        payload=event,
        trace_context={"aws_trace_header": TraceHeader.from_header_str(TRACE.get()).ensure_root_exists()},
    )
    return Reply(_bytes(result.payload), bool(result.is_error))


def _bytes(payload: Any) -> bytes:
    if payload is None:
        return b""
    return payload.encode() if isinstance(payload, str) else bytes(payload)
