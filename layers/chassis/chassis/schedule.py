"""`schedule`: a timer's function, on Chalice's event class."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from chassis import trace
from chassis.clock import now, rfc3339
from chassis.telemetry import Invocation, logger

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalice.app import CloudWatchEvent


def schedule(work: Callable[[CloudWatchEvent], Any]) -> Callable[[Any, Any], Any]:
    """Wrap `work(event) -> None` as a Lambda handler; an empty event (a run by hand) counts as a tick of now."""

    @functools.wraps(work)
    def handler(event: dict[str, Any], context: Any) -> Any:
        from chalice.app import CloudWatchEvent  # noqa: PLC0415

        trace.begin(None)
        invocation = Invocation(work.__module__, request_id=getattr(context, "aws_request_id", None))
        outcome = "Failed"
        try:
            result = work(CloudWatchEvent(_tick() | (event or {}), context))
            outcome = "Succeeded"
            return result
        except Exception:
            logger().exception("the scheduled work failed")
            raise
        finally:
            invocation.end({outcome: 1})

    return handler


def _tick() -> dict[str, Any]:
    about = {"version": "0", "id": "", "source": "by hand", "detail-type": "Scheduled Event", "detail": {}}
    return {**about, "account": "", "region": "", "resources": [], "time": rfc3339(now())}
