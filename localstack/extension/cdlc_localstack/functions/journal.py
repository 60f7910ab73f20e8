"""What one invocation wrote, as CloudWatch Logs has it: START, the function's lines, END, REPORT."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, field

_HEADER = struct.Struct(">IIQ")  # type, length, microseconds: awslambdaric's FramedTelemetryLogSink
_STALE = 0xCD1C0001


@dataclass(slots=True)
class Journal:
    """Collects the two streams of a process and cuts them into messages."""

    lines: list[str] = field(default_factory=list)
    stale: bool = False
    _output: bytes = b""
    _telemetry: bytes = b""

    def printed(self, data: bytes) -> None:
        """Bytes of standard output and error: a message per line."""
        *whole, self._output = (self._output + data).split(b"\n")
        self.lines += [line.decode("utf-8", "replace") for line in whole]

    def framed(self, data: bytes) -> None:
        """Bytes of the telemetry descriptor: a message per frame, however many lines it has."""
        self._telemetry += data
        while len(self._telemetry) >= _HEADER.size:
            kind, length, _ = _HEADER.unpack_from(self._telemetry)
            end = _HEADER.size + length
            if len(self._telemetry) < end:
                return
            message, self._telemetry = self._telemetry[_HEADER.size : end], self._telemetry[end:]
            self.stale = self.stale or kind == _STALE
            if message:
                self.lines.append(message.decode("utf-8", "replace").rstrip("\n"))

    def take(self) -> list[str]:
        """The messages so far, an unfinished line included."""
        if self._output:
            self.printed(b"\n")
        taken, self.lines = self.lines, []
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
