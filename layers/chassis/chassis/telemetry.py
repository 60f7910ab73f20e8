"""One correlation from HTTP through outbox and Kafka into every log line; logs and metrics (EMF) by Powertools.

Neither headers nor bodies nor query values are ever logged, so no token and no personal datum is.
"""

import re
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from chassis.errors import Refusal

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger

_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class Trace:
    """A position in a trace (W3C Trace Context), in lower-case hex."""

    trace_id: str
    traceparent: str


_current: ContextVar[Trace] = ContextVar("trace")


def begin_trace(traceparent: str | None) -> Trace:
    """Continue the caller's trace in a span of our own, or start one where the header is absent or malformed."""
    match = _TRACEPARENT.fullmatch(traceparent or "")
    trace_id, flags = match.groups() if match else (secrets.token_hex(16), "01")
    begun = Trace(trace_id, f"00-{trace_id}-{secrets.token_hex(8)}-{flags}")
    _current.set(begun)
    return begun


def trace() -> Trace:
    """The running invocation's trace; started here if nothing began one."""
    return _current.get(None) or begin_trace(None)


@cache
def logger() -> "Logger":
    """The context's logger (service, level and so on from Powertools' own variables)."""
    from aws_lambda_powertools import Logger  # noqa: PLC0415

    return Logger()


def bind(**keys: Any) -> None:
    """Add keys to every line of this invocation."""
    logger().append_keys(**{name: value for name, value in keys.items() if value is not None})


@contextmanager
def invocation(operation: str, context: Any, traceparent: str | None = None) -> Iterator[Counter[str]]:
    """Trace, log keys and one EMF line: latency (milliseconds) and what the block counted, `Failed` if it raises.

    An exception that is no refusal is logged in full.
    """
    started, counts = time.perf_counter(), Counter[str]()
    logger().clear_state()
    request_id = getattr(context, "aws_request_id", None)
    bind(operation=operation, trace_id=begin_trace(traceparent).trace_id, function_request_id=request_id)
    try:
        yield counts
    except Exception as error:
        counts["Failed"] += 1
        if not isinstance(error, Refusal):
            logger().exception("unforeseen")
        raise
    finally:
        _emit(operation, (time.perf_counter() - started) * 1000, counts)


def _emit(operation: str, milliseconds: float, counts: Counter[str]) -> None:
    from aws_lambda_powertools import Metrics  # noqa: PLC0415

    metrics = Metrics()
    metrics.add_dimension("operation", operation)
    metrics.add_metric("Latency", "Milliseconds", milliseconds)
    for name, count in counts.items():
        metrics.add_metric(name, "Count", count)
    metrics.add_metadata("trace_id", trace().trace_id)
    metrics.flush_metrics()
