"""`schedule`: a timer's function, on Chalice's event class."""

import functools
from collections.abc import Callable
from typing import Any

from chassis.clock import now, rfc3339
from chassis.telemetry import invocation

_BY_HAND = dict.fromkeys(("version", "id", "account", "region", "detail-type"), "") | {"source": "by hand"}


def schedule(work: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    """Wrap `work(CloudWatchEvent)` as a Lambda handler; an empty event (a run by hand) counts as a tick of now."""

    @functools.wraps(work)
    def handler(event: dict[str, Any], context: Any) -> Any:
        from chalice.app import CloudWatchEvent  # noqa: PLC0415

        with invocation(work.__module__, context) as counts:
            tick = {**_BY_HAND, "resources": [], "detail": {}, **(event or {"time": rfc3339(now())})}
            result = work(CloudWatchEvent(tick, context))
            counts["Succeeded"] += 1
            return result

    return handler
