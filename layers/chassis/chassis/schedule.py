"""`schedule`: a timer's function, on Chalice's event class."""

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chassis.clock import now, rfc3339
from chassis.telemetry import invocation

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent

_BY_HAND = {"version": "0", "id": "", "source": "by hand", "detail-type": "Scheduled Event", "detail": {}}
_NOWHERE: dict[str, Any] = {"account": "", "region": "", "resources": []}


def schedule(work: "Callable[[CloudWatchEvent], Any]") -> Callable[[Any, Any], Any]:
    """Wrap `work(event)` as a Lambda handler; an empty event (a run by hand) counts as a tick of now."""

    @functools.wraps(work)
    def handler(event: dict[str, Any], context: Any) -> Any:
        from chalice.app import CloudWatchEvent  # noqa: PLC0415

        with invocation(work.__module__, context) as counts:
            tick = {**_BY_HAND, **_NOWHERE, **(event or {"time": rfc3339(now())})}
            result = work(CloudWatchEvent(tick, context))
            counts["Succeeded"] += 1
            return result

    return handler
