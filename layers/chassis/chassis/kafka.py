"""Kafka records as an event source mapping delivers them; and where a record goes that can never succeed."""

import base64
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from chassis.errors import Invalid
from chassis.secrets import aws
from chassis.settings import environment
from chassis.telemetry import logger, traceparent


class MalformedRecord(Invalid):
    """A record whose key or value is not the JSON that its topic promises."""


class Record(NamedTuple):
    """One decoded record of a `cdc.*` topic; `value` is None for a tombstone. `headers` are texts."""

    topic: str
    partition: int
    offset: int
    key: dict[str, Any]
    value: dict[str, Any] | None
    headers: dict[str, str]


def decode(raw: Mapping[str, Any]) -> Record:
    """Raises `MalformedRecord` that says which part is not a JSON object."""
    parts: dict[str, Any] = {}
    for part, absent in (("key", b""), ("value", b"null")):
        try:
            parts[part] = json.loads(payload(raw, part) or absent)
        except ValueError as error:
            raise MalformedRecord(f"the {part} is not JSON: {error}") from error
        if not isinstance(parts[part], dict) and (part == "key" or raw.get(part) is not None):
            raise MalformedRecord(f"the {part} is not a JSON object")
    return Record(raw["topic"], raw["partition"], raw["offset"], **parts, headers=headers(raw))


def payload(raw: Mapping[str, Any], part: str) -> bytes | None:
    """The bytes of `key` or `value`; None where there is none (a tombstone's value)."""
    return None if raw.get(part) is None else base64.b64decode(raw[part])


def headers(raw: Mapping[str, Any]) -> dict[str, str]:
    """Header name → text. AWS delivers each value as a list of signed bytes."""
    pairs = [pair for chunk in raw.get("headers") or [] for pair in chunk.items() if pair[1] is not None]
    return {name: bytes(byte & 0xFF for byte in value).decode(errors="replace") for name, value in pairs}


def bury(raw: Mapping[str, Any], reason: str) -> None:
    """Send a record that can never succeed to the dead-letter queue: place, key and value (Base64), reason."""
    letter = {name: raw.get(name) for name in ("topic", "partition", "offset", "key", "value")}
    letter |= {"reason": reason[:2000], "traceparent": traceparent()}
    if len(letter["value"] or "") > 240_000:  # noqa: PLR2004 - SQS takes 256 KiB
        letter |= {"value": None, "reason": f"{reason[:2000]} (too large for a letter: read it from its place)"}
    logger().error("a record goes to the dead-letter queue", extra={k: v for k, v in letter.items() if k != "value"})
    aws("sqs").send_message(QueueUrl=environment("dead_letter_queue_url"), MessageBody=json.dumps(letter))
