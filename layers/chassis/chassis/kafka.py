"""What an event source mapping delivers: Kafka records, decoded; and where a record goes that can never succeed."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from chassis import trace
from chassis.errors import Invalid
from chassis.parameters import boto_config
from chassis.settings import environment
from chassis.telemetry import logger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_sqs import SQSClient

_LETTER_BYTES = 240_000  # SQS takes 256 KiB


class MalformedRecord(Invalid):
    """A record whose key or value is not the JSON that its topic promises."""


@dataclass(frozen=True, slots=True)
class Record:
    """One decoded record of a `cdc.*` topic; `value` is None for a tombstone. `headers` are texts."""

    topic: str
    partition: int
    offset: int
    key: dict[str, Any]
    value: dict[str, Any] | None
    headers: dict[str, str]


def decode(raw: Mapping[str, Any]) -> Record:
    """Raises `MalformedRecord` that says which part is not a JSON object."""
    key, value = payload(raw, "key"), payload(raw, "value")
    return Record(
        topic=raw["topic"],
        partition=raw["partition"],
        offset=raw["offset"],
        key=_object(key, "key"),
        value=None if value is None else _object(value, "value"),
        headers=headers(raw),
    )


def payload(raw: Mapping[str, Any], part: str) -> bytes | None:
    """The bytes of `key` or `value`; None where there is none (a tombstone's value)."""
    encoded = raw.get(part)
    return None if encoded is None else base64.b64decode(encoded)


def headers(raw: Mapping[str, Any]) -> dict[str, str]:
    """Header name → text. AWS delivers each value as a list of signed bytes."""
    pairs = [pair for chunk in raw.get("headers") or [] for pair in chunk.items() if pair[1] is not None]
    return {name: bytes(byte & 0xFF for byte in value).decode(errors="replace") for name, value in pairs}


def _object(raw: bytes | None, part: str) -> dict[str, Any]:
    try:
        document = json.loads(raw or b"")
    except ValueError as error:
        raise MalformedRecord(f"the {part} is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise MalformedRecord(f"the {part} is not a JSON object")
    return document


@cache
def _sqs() -> SQSClient:
    import boto3  # noqa: PLC0415

    client: SQSClient = boto3.client("sqs", config=boto_config())
    return client


def bury(raw: Mapping[str, Any], reason: str) -> None:
    """Send a record that can never succeed to the dead-letter queue, with its place, payload (Base64) and reason."""
    letter: dict[str, Any] = {
        "reason": reason[:2000],
        "topic": raw["topic"],
        "partition": raw["partition"],
        "offset": raw["offset"],
        "key": raw.get("key"),
        "payload": raw.get("value"),
        "traceparent": trace.current().traceparent,
    }
    if len(letter["payload"] or "") > _LETTER_BYTES:
        letter |= {
            "payload": None,
            "reason": f"{letter['reason']} (payload too large for a letter: read it from its place)",
        }
    place = {name: letter[name] for name in ("topic", "partition", "offset", "reason")}
    logger().error("a record goes to the dead-letter queue", extra=place)
    _sqs().send_message(QueueUrl=environment("dead_letter_queue_url"), MessageBody=json.dumps(letter))
