"""Kafka records as an event source mapping delivers them; and where a record goes that can never succeed."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chassis.errors import Invalid
from chassis.secrets import aws
from chassis.settings import environment
from chassis.telemetry import logger, trace

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
    parts: dict[str, Any] = {}
    for part in ("key", "value"):
        encoded = payload(raw, part)
        try:
            parts[part] = json.loads(encoded or (b"null" if part == "value" else b""))
        except ValueError as error:
            raise MalformedRecord(f"the {part} is not JSON: {error}") from error
        if not isinstance(parts[part], dict) and (part, encoded) != ("value", None):
            raise MalformedRecord(f"the {part} is not a JSON object")
    place = {name: raw[name] for name in ("topic", "partition", "offset")}
    return Record(**place, **parts, headers=headers(raw))


def payload(raw: Mapping[str, Any], part: str) -> bytes | None:
    """The bytes of `key` or `value`; None where there is none (a tombstone's value)."""
    return None if raw.get(part) is None else base64.b64decode(raw[part])


def headers(raw: Mapping[str, Any]) -> dict[str, str]:
    """Header name → text. AWS delivers each value as a list of signed bytes."""
    pairs = [pair for chunk in raw.get("headers") or [] for pair in chunk.items() if pair[1] is not None]
    return {name: bytes(byte & 0xFF for byte in value).decode(errors="replace") for name, value in pairs}


def bury(raw: Mapping[str, Any], reason: str) -> None:
    """Send a record that can never succeed to the dead-letter queue: its place, key and value (Base64) and the reason."""
    letter = {name: raw.get(name) for name in ("topic", "partition", "offset", "key", "value")}
    letter |= {"reason": reason[:2000], "traceparent": trace().traceparent}
    if len(letter["value"] or "") > _LETTER_BYTES:
        letter |= {"value": None, "reason": f"{reason[:2000]} (too large for a letter: read it from its place)"}
    told = {name: letter[name] for name in ("topic", "partition", "offset", "reason")}
    logger().error("a record goes to the dead-letter queue", extra=told)
    aws("sqs").send_message(QueueUrl=environment("dead_letter_queue_url"), MessageBody=json.dumps(letter))
