"""Calling a context's handlers as Lambda does, with their sample events."""

from __future__ import annotations

import base64
import json
from importlib import import_module
from typing import TYPE_CHECKING, Any

from integration.catalogue.context_stores import ROOT

if TYPE_CHECKING:
    from chassis.events import Event


class Answer:
    """API Gateway's view of a handler's result."""

    def __init__(self, result: dict[str, Any]) -> None:
        self.status: int = result["statusCode"]
        many = result.get("multiValueHeaders") or {}
        self.headers: dict[str, str] = {name.lower(): values[-1] for name, values in many.items()}
        self.json: Any = json.loads(result["body"]) if result.get("body") else None


def sample(context: str, operation: str) -> dict[str, Any]:
    """The recorded sample event of an operation."""
    event: dict[str, Any] = json.loads((ROOT / "events" / context / f"{operation}.json").read_text())
    return event


def request(context: str, operation: str, *, path: dict[str, str] | None = None, query: dict[str, Any] | None = None,
            body: Any = None, headers: dict[str, str] | None = None) -> Answer:  # fmt: skip
    """Call an operation with its sample request, of which `path`, `body` and single headers may be replaced."""
    event = sample(context, operation)
    event["pathParameters"] = path or event["pathParameters"]
    event["queryStringParameters"] = None
    event["multiValueQueryStringParameters"] = None
    if query:
        event["multiValueQueryStringParameters"] = {k: v if isinstance(v, list) else [v] for k, v in query.items()}
    event["headers"] |= headers or {}
    event["multiValueHeaders"] = {name: [value] for name, value in event["headers"].items()}
    event["body"] = json.dumps(body) if body is not None else event["body"]
    return Answer(import_module(f"{context}.{operation}").handler(event, None))


def deliver(context: str, operation: str, *events: Event) -> dict[str, Any]:
    """Hand events to a subscriber as the Kafka mapping does; its report of failures."""
    batch = sample(context, operation)
    (partition,) = batch["records"]
    (record,) = batch["records"][partition]
    batch["records"][partition] = [
        {**record, "offset": offset, "key": _text(event.subject), "value": _text(event.to_json())}
        for offset, event in enumerate(events)
    ]
    report: dict[str, Any] = import_module(f"{context}.{operation}").handler(batch, None)
    return report


def _text(value: str) -> str:
    return base64.b64encode(value.encode()).decode()
