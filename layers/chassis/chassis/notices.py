"""`on_upload` and `on_notice`: functions that S3 and EventBridge start, on Chalice's event classes."""

import functools
from collections.abc import Callable
from typing import Any

from chassis.telemetry import invocation


def on_upload(work: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    """Wrap `work(S3Event)` as the Lambda handler of a bucket's notification; the key is decoded."""
    return _wrapped(work, "S3Event")


def on_notice(work: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    """Wrap `work(CloudWatchEvent)` as the Lambda handler of an EventBridge rule."""
    return _wrapped(work, "CloudWatchEvent")


def _wrapped(work: Callable[[Any], Any], kind: str) -> Callable[[Any, Any], Any]:
    @functools.wraps(work)
    def handler(event: dict[str, Any], context: Any) -> Any:
        from chalice import app  # noqa: PLC0415

        with invocation(work.__module__, context) as counts:
            result = work(getattr(app, kind)(event, context))
            counts["Succeeded"] += 1
            return result

    return handler
