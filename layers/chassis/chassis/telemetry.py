"""One trace from HTTP through Kafka into every log line; logs and EMF by Powertools, never a header, body or query."""

import re
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from chassis.errors import Refusal

_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")
_current: ContextVar[str] = ContextVar("traceparent")


def begin_trace(traceparent: str | None) -> str:
    """Continue the caller's trace in a span of our own, or start one (W3C Trace Context). The new traceparent."""
    match = _TRACEPARENT.fullmatch(traceparent or "")
    trace_id, flags = match.groups() if match else (secrets.token_hex(16), "01")
    _current.set(f"00-{trace_id}-{secrets.token_hex(8)}-{flags}")
    logger().append_keys(trace_id=trace_id)
    return _current.get()


def traceparent() -> str:
    """The running invocation's; begun here if nothing began one."""
    return _current.get(None) or begin_trace(None)


@cache
def logger() -> Any:
    """Powertools' `Logger` of the context (service, level and so on from its own variables)."""
    from aws_lambda_powertools import Logger  # noqa: PLC0415

    return Logger()


@contextmanager
def invocation(operation: str, context: Any, caller: str | None = None) -> Iterator[Counter[str]]:
    """Trace (after the caller's), log keys and one EMF line: latency in ms, what the block counted, `Failed`."""
    started, counts = time.perf_counter(), Counter[str]()
    logger().clear_state()
    begin_trace(caller)
    logger().append_keys(operation=operation, function_request_id=getattr(context, "aws_request_id", None))
    try:
        yield counts
    except Exception as error:
        counts["Failed"] += 1
        if not isinstance(error, Refusal):
            logger().exception("unforeseen")
        raise
    finally:
        from aws_lambda_powertools.metrics import EphemeralMetrics  # noqa: PLC0415

        metrics = EphemeralMetrics()
        metrics.add_dimension("operation", operation)
        metrics.add_metric("Latency", "Milliseconds", (time.perf_counter() - started) * 1000)
        for name, count in counts.items():
            metrics.add_metric(name, "Count", count)
        metrics.add_metadata("trace_id", traceparent().split("-")[1])
        metrics.flush_metrics()
