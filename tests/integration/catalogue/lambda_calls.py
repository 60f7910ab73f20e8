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


def request(context: str, operation: str, **parts: Any) -> Answer:
    """Call an operation with its sample request; `path`, `query`, `body` and single `headers` may be replaced."""
    event = sample(context, operation)
    query = {name: each if isinstance(each, list) else [each] for name, each in (parts.get("query") or {}).items()}
    event["pathParameters"] = parts.get("path") or event["pathParameters"]
    event["queryStringParameters"] = {name: each[-1] for name, each in query.items()} or None
    event["multiValueQueryStringParameters"] = query or None
    event["headers"] |= parts.get("headers") or {}
    event["multiValueHeaders"] = {name: [value] for name, value in event["headers"].items()}
    if "body" in parts:
        event["body"] = json.dumps(parts["body"])
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
