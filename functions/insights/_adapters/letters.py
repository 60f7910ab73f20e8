"""Dead letters of the sink: a record that has no place in ClickHouse."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from chassis import kafka

if TYPE_CHECKING:
    from chassis.kafka import Record


def bury(record: Record, reason: str) -> None:
    """Send the record with the reason to the dead-letter queue; raises the queue's error, which repeats the batch."""
    place = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
    kafka.bury({**place, "key": _encoded(record.key), "value": _encoded(record.value)}, reason)


def _encoded(document: dict[str, Any] | None) -> str | None:
    return None if document is None else base64.b64encode(json.dumps(document).encode()).decode()
