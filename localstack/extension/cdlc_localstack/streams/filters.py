"""FilterCriteria: which records a function sees (EventBridge patterns over the decoded `value` and `key`).

Source: AWS Lambda's guide, "Filtering events from Amazon MSK and self-managed Apache Kafka event sources". AWS
documents `value` only; `key` is decoded the same way. A pattern for a JSON document never matches what is not one.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from localstack.services.events.event_rule_engine import EventPatternCompiler, EventRuleEngine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cdlc_localstack.streams.events import Record

_ENGINE = EventRuleEngine()


class Filters:
    """The patterns of one mapping, compiled; a record passes where any of them matches, or where there are none."""

    def __init__(self, patterns: Iterable[dict[str, Any]]) -> None:
        compiler = EventPatternCompiler()
        self._patterns = [compiler.compile_event_pattern(event_pattern=pattern) for pattern in patterns]

    def passes(self, record: Record) -> bool:
        if not self._patterns:
            return True
        seen = {"value": _decoded(record.value), "key": _decoded(record.key)}
        present = {name: part for name, part in seen.items() if part is not None}
        return any(_ENGINE.evaluate_pattern_on_event(pattern, present) for pattern in self._patterns)


def _decoded(data: bytes | None) -> Any:
    """A JSON object or array as such, other text as text, bytes that are no text as None."""
    if data is None:
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    try:
        parsed = json.loads(text)
    except json.JSONDecodeError:
        return text
    return parsed if isinstance(parsed, (dict, list)) else text
