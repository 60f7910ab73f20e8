"""Logs and metrics: JSON lines and CloudWatch's embedded metric format, by Powertools.

Neither headers nor bodies nor query values are ever logged, so no token and no personal datum is.
"""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING, Any

from chassis import trace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_lambda_powertools import Logger, Metrics


@cache
def logger() -> Logger:
    """The context's logger (service, level and so on from Powertools' own variables)."""
    from aws_lambda_powertools import Logger  # noqa: PLC0415

    return Logger()


@cache
def _metrics() -> Metrics:
    from aws_lambda_powertools import Metrics  # noqa: PLC0415

    return Metrics()


class Invocation:
    """One invocation's log keys and its two metrics: `Latency` (milliseconds) and `Status…` or `Outcome` counts."""

    def __init__(self, operation: str, **keys: Any) -> None:
        self._operation = operation
        self._started = time.perf_counter()
        logger().clear_state()
        self.bind(operation=operation, trace_id=trace.current().trace_id, **keys)

    def bind(self, **keys: Any) -> None:
        """Add keys to every line of this invocation."""
        logger().append_keys(**{name: value for name, value in keys.items() if value is not None})

    def end(self, counts: Mapping[str, int]) -> None:
        """Write one EMF line: the latency and `counts`."""
        metrics = _metrics()
        metrics.add_dimension("operation", self._operation)
        metrics.add_metric("Latency", "Milliseconds", (time.perf_counter() - self._started) * 1000)
        for name, count in counts.items():
            metrics.add_metric(name, "Count", count)
        metrics.add_metadata("trace_id", trace.current().trace_id)
        metrics.flush_metrics()
