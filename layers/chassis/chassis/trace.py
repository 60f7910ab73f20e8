"""One correlation: W3C Trace Context from HTTP through outbox and Kafka into every log line."""

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass

_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class Trace:
    """A position in a trace: ids are lower-case hex, `flags` as received."""

    trace_id: str
    span_id: str
    flags: str = "01"

    @property
    def traceparent(self) -> str:
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def begin(traceparent: str | None) -> Trace:
    """Continue the caller's trace in a span of our own, or start one where the header is absent or malformed."""
    match = _TRACEPARENT.fullmatch(traceparent or "")
    trace_id, flags = (match[1], match[3]) if match else (secrets.token_hex(16), "01")
    trace = Trace(trace_id, secrets.token_hex(8), flags)
    _current.set(trace)
    return trace


def current() -> Trace:
    """The running invocation's trace; started here if nothing began one."""
    return _current.get() or begin(None)
