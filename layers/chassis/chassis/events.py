"""Published events: CloudEvents 1.0, structured mode, with `traceparent` and `aggregateversion`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from chassis.clock import rfc3339
from chassis.errors import Invalid
from chassis.ids import new_id


class MalformedEvent(Invalid):
    """Bytes that are not one of our CloudEvents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact in the past tense. `subject` is the aggregate's id and Kafka's key; `data` is JSON, as its schema has it."""

    type: str
    source: str
    subject: str
    time: datetime
    aggregateversion: int
    data: Mapping[str, Any]
    id: str = field(default="")
    traceparent: str | None = None

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", new_id(self.time))

    def traced(self, traceparent: str) -> Self:
        """The same event, bound to a trace unless it already is."""
        return self if self.traceparent else replace(self, traceparent=traceparent)

    def to_json(self) -> str:
        """Compact JSON of the whole envelope."""
        envelope = {
            "specversion": "1.0",
            "id": self.id,
            "source": self.source,
            "type": self.type,
            "subject": self.subject,
            "time": rfc3339(self.time),
            "datacontenttype": "application/json",
            "aggregateversion": self.aggregateversion,
            **({"traceparent": self.traceparent} if self.traceparent else {}),
            "data": self.data,
        }
        return json.dumps(envelope, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_json(cls, payload: str | bytes) -> Self:
        """Read what `to_json` wrote. Raises `MalformedEvent` that says what is missing."""
        try:
            envelope = json.loads(payload)
            return cls(
                id=_text(envelope, "id"),
                type=_text(envelope, "type"),
                source=_text(envelope, "source"),
                subject=_text(envelope, "subject"),
                time=_instant(envelope),
                traceparent=envelope.get("traceparent"),
                aggregateversion=int(envelope["aggregateversion"]),
                data=dict(envelope["data"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise MalformedEvent(f"not a CloudEvent of ours: {type(error).__name__}: {error}") from error


def _text(envelope: Mapping[str, Any], name: str) -> str:
    value = envelope[name]
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} must be a text")
    return value


def _instant(envelope: Mapping[str, Any]) -> datetime:
    instant = datetime.fromisoformat(_text(envelope, "time"))
    if instant.tzinfo is None:
        raise ValueError("time must carry its zone")
    return instant
