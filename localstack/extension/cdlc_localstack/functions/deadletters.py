"""A failed asynchronous call whose exception has no message reaches its dead-letter queue as well.

LocalStack puts the empty message into an attribute, SQS refuses empty attributes, and nobody looks at the refusal.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from localstack.utils.aws import dead_letter_queue as letters

from cdlc_localstack.expected import expect


def install() -> None:
    """Leave out attributes without a value."""
    expect(letters._send_to_dead_letter_queue, "messages = _prepare_messages_to_dlq(", area="functions")  # noqa: SLF001 - what is patched
    prepare = letters._prepare_messages_to_dlq  # noqa: SLF001 - what is patched

    @wraps(prepare)
    def prepare_valid(*arguments: Any, **named: Any) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = prepare(*arguments, **named)
        for message in messages:
            attributes = message.get("MessageAttributes") or {}
            message["MessageAttributes"] = {
                name: value for name, value in attributes.items() if value.get("StringValue", " ")
            }
        return messages

    letters._prepare_messages_to_dlq = prepare_valid  # noqa: SLF001 - what is patched
