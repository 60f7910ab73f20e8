"""Kafka records made up for a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass
class Made:
    """A record as kafka-python has it; its value is of no interest to most tests."""

    offset: int
    partition: int = 0
    topic: str = "t"
    timestamp: int = 1_700_000_000_000
    timestamp_type: int = 0
    key: bytes | None = None
    value: bytes | None = b"{}"
    headers: Sequence[tuple[str, bytes | None]] = ()
