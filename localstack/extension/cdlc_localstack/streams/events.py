"""Kafka records in the form in which Lambda hands them to a function.

Source: AWS Lambda's guide, "Using Lambda with self-managed Apache Kafka"; header bytes are signed there, as Java's.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Lambda's limit of a synchronous invocation
PAYLOAD_BYTES = 6 * 1024 * 1024
_ENVELOPE_BYTES = 1024
_PER_RECORD_BYTES = 220
_PER_HEADER_BYTES = 12
_HEADER_BYTE_WIDTH = 5
_SIGN = 128


class Record(Protocol):
    """What is used of kafka-python's `ConsumerRecord`. `timestamp` is milliseconds since 1970."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    timestamp_type: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]


def event(bootstrap: Iterable[str], records: Iterable[Record]) -> dict[str, Any]:
    """The whole event: records grouped by `topic-partition`, in the order given."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        groups.setdefault(f"{record.topic}-{record.partition}", []).append(_record(record))
    return {"eventSource": "SelfManagedKafka", "bootstrapServers": ",".join(bootstrap), "records": groups}


def payload_bytes(record: Record) -> int:
    """How much a record adds to the event, in bytes of JSON; estimated from above."""
    headers = sum(
        _PER_HEADER_BYTES + len(key) + _HEADER_BYTE_WIDTH * len(value or b"") for key, value in record.headers
    )
    data = len(record.key or b"") + len(record.value or b"")
    return _PER_RECORD_BYTES + headers + data * 4 // 3 + 2 * len(record.topic)


def fits(total: int) -> bool:
    """Whether an event with `total` bytes of records is within Lambda's limit."""
    return total + _ENVELOPE_BYTES <= PAYLOAD_BYTES


def _record(record: Record) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "timestamp": record.timestamp,
        "timestampType": "LOG_APPEND_TIME" if record.timestamp_type == 1 else "CREATE_TIME",
        "headers": [{key: [_signed(byte) for byte in value or b""]} for key, value in record.headers],
    }
    if record.key is not None:
        shown["key"] = base64.b64encode(record.key).decode()
    # a tombstone: absent, as its key would be; readers get None
    if record.value is not None:
        shown["value"] = base64.b64encode(record.value).decode()
    return shown


def _signed(byte: int) -> int:
    return byte - 2 * _SIGN if byte >= _SIGN else byte
