"""Published events: CloudEvents 1.0, structured mode, with `traceparent` and `aggregateversion`."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from chassis.clock import rfc3339
from chassis.errors import Invalid
from chassis.ids import new_id

Text = Annotated[str, Field(min_length=1)]


class MalformedEvent(Invalid):
    """Bytes that are not one of our CloudEvents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact in the past tense. `subject` is the aggregate's id and Kafka's key; `data` is JSON by its schema."""

    type: Text
    source: Text
    subject: Text
    time: AwareDatetime
    aggregateversion: int
    data: Mapping[str, Any]
    id: str = ""
    traceparent: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", self.id or new_id(self.time))

    def to_json(self) -> str:
        """Compact JSON of the whole envelope."""
        fields = {name: getattr(self, name) for name in ("id", "source", "type", "subject", "aggregateversion", "data")}
        envelope = {"specversion": "1.0", "datacontenttype": "application/json", "time": rfc3339(self.time), **fields}
        trace = {"traceparent": self.traceparent} if self.traceparent else {}
        return json.dumps(envelope | trace, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_json(cls, payload: str | bytes) -> "Event":
        """Read what `to_json` wrote. Raises `MalformedEvent` that says what is wrong."""
        try:
            return _READER.validate_python({"id": None} | json.loads(payload))
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        except (ValueError, TypeError, RecursionError) as error:
            wrong = str(error)
        raise MalformedEvent(f"not a CloudEvent of ours: {wrong}")


_READER = TypeAdapter(Event)
