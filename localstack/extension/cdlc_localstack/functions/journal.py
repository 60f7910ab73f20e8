"""What one invocation wrote, as CloudWatch Logs has it: START, the function's lines, END, REPORT."""

from __future__ import annotations

import math
import struct
import time
from dataclasses import dataclass, field
from typing import NamedTuple

_HEADER = struct.Struct(">IIQ")  # type, length, microseconds: awslambdaric's FramedTelemetryLogSink
_STALE = 0xCD1C0001


class Message(NamedTuple):
    """One log event: when, in milliseconds since 1970, and what, of any number of lines."""

    milliseconds: int
    text: str


def message(text: str) -> Message:
    """A message of now."""
    return Message(time.time_ns() // 1_000_000, text)


@dataclass(slots=True)
class Journal:
    """Collects the two streams of a process and cuts them into messages."""

    messages: list[Message] = field(default_factory=list)
    stale: bool = False
    _output: bytes = b""
    _telemetry: bytes = b""

    def printed(self, data: bytes) -> None:
        """Bytes of standard output and error: a message per line."""
        *whole, self._output = (self._output + data).split(b"\n")
        self.messages += [message(line.decode("utf-8", "replace")) for line in whole]

    def framed(self, data: bytes) -> None:
        """Bytes of the telemetry descriptor: a message per frame, however many lines it has."""
        self._telemetry += data
        while len(self._telemetry) >= _HEADER.size:
            kind, length, microseconds = _HEADER.unpack_from(self._telemetry)
            end = _HEADER.size + length
            if len(self._telemetry) < end:
                return
            body, self._telemetry = self._telemetry[_HEADER.size : end], self._telemetry[end:]
            self.stale = self.stale or kind == _STALE
            if body:
                self.messages.append(Message(microseconds // 1000, body.decode("utf-8", "replace").rstrip("\n")))

    def take(self) -> list[Message]:
        """The messages so far, an unfinished line included."""
        if self._output:
            self.printed(b"\n")
        taken, self.messages = self.messages, []
        return taken


@dataclass(frozen=True, slots=True)
class Usage:
    """What an invocation used. Times in milliseconds, memory in MB; `init` is None for a warm environment."""

    duration: float
    init: float | None
    memory_size: int
    memory_used: int


def report(request_id: str, usage: Usage, status: str) -> str:
    """AWS's REPORT line."""
    billed = math.ceil(usage.duration + (usage.init or 0))
    parts = [
        f"REPORT RequestId: {request_id}",
        f"Duration: {usage.duration:.2f} ms",
        f"Billed Duration: {billed} ms",
        f"Memory Size: {usage.memory_size} MB",
        f"Max Memory Used: {usage.memory_used} MB",
    ]
    if usage.init is not None:
        parts.append(f"Init Duration: {usage.init:.2f} ms")
    return "\t".join([*parts, status] if status else [*parts, ""])


def init_report(milliseconds: float) -> str:
    """AWS's line for a start that took too long."""
    return f"INIT_REPORT Init Duration: {milliseconds:.2f} ms\tPhase: init\tStatus: timeout"
