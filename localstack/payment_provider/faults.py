"""Faults on request: which call goes wrong, how, and how often. They live in memory: a restart forgets them."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, get_args

from .errors import ApiError, bad_parameter
from .operations import OPERATIONS
from .work import new_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

from typing import Literal

Effect = Literal[
    "delay", "late_answer", "server_error", "kept_server_error", "rate_limit", "reset_before_commit", "lose_answer",
    "die_before_commit", "die_after_commit", "duplicate", "late", "reorder",
]  # fmt: skip
DELIVER = "webhooks.deliver"
_DELIVERY = {"duplicate", "late", "reorder"}


class Unanswered(Exception):
    """The connection is cut without a byte of an answer."""


@dataclass
class Fault:
    """`effect` on calls of `operation` with this `metadata`, from the `nth` one on, `times` times (0 = always)."""

    operation: str
    effect: Effect
    metadata: dict[str, str] = field(default_factory=dict)
    nth: int = 1
    times: int = 1
    seconds: float = 1.0
    id: str = field(default_factory=lambda: new_id("fault"))
    matched: int = 0
    applied: int = 0

    def due(self) -> bool:
        """Count a matching call; whether this one goes wrong."""
        self.matched += 1
        if self.matched < self.nth or (self.times and self.applied >= self.times):
            return False
        self.applied += 1
        return True

    def before(self) -> None:
        """What happens before the operation begins."""
        if self.effect == "delay":
            time.sleep(self.seconds)
        if self.effect in {"server_error", "kept_server_error"}:
            kept = self.effect == "kept_server_error"
            raise ApiError(500, "api_error", "An unknown error occurred", kept=kept)
        if self.effect == "rate_limit":
            raise ApiError(429, "invalid_request_error", "Too many requests", kept=False, code="rate_limit")

    def before_commit(self) -> None:
        """What happens when the work is done and nothing of it is on disk."""
        if self.effect == "reset_before_commit":
            raise Unanswered
        if self.effect == "die_before_commit":
            os.kill(os.getpid(), signal.SIGKILL)

    def after_commit(self) -> None:
        """What happens when everything is on disk and nobody has been told."""
        if self.effect == "late_answer":
            time.sleep(self.seconds)
        if self.effect == "lose_answer":
            raise Unanswered
        if self.effect == "die_after_commit":
            os.kill(os.getpid(), signal.SIGKILL)


NONE = Fault("", "late")
"""Does nothing: webhooks' effects do nothing to a call."""


class Faults:
    """Those that were asked for, in their order."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def ask(self, told: Any) -> dict[str, Any]:
        """Add one. Raises `ApiError` 400 that says what is wrong with it."""
        if not isinstance(told, dict):
            raise bad_parameter("operation", "Send a JSON object: see the simulator's README")
        operation, effect = told.get("operation"), told.get("effect")
        names = {each.name for each in OPERATIONS} | {DELIVER}
        if operation not in names:
            raise bad_parameter("operation", f"There is no operation {operation!r}: {', '.join(sorted(names))}")
        fitting = set(get_args(Effect)) & _DELIVERY if operation == DELIVER else set(get_args(Effect)) - _DELIVERY
        if effect not in fitting:
            raise bad_parameter("effect", f"{operation} has no effect {effect!r}: {', '.join(sorted(fitting))}")
        _check(told)
        fault = Fault(**told)
        with self._lock:
            self._faults.append(fault)
        return asdict(fault)

    def listed(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(fault) for fault in self._faults]

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def take(self, operation: str, metadata: Callable[[], Mapping[str, str]]) -> Fault:
        """The first fault that is due, or `NONE`; those after it do not count this call.

        `metadata` is asked only where a fault wants to know.
        """
        with self._lock:
            concerned = [fault for fault in self._faults if fault.operation == operation]
            known = metadata() if any(fault.metadata for fault in concerned) else {}
            matching = (fault for fault in concerned if fault.metadata.items() <= known.items())
            return next((fault for fault in matching if fault.due()), NONE)


def _check(told: Mapping[str, Any]) -> None:
    kinds: dict[str, type | tuple[type, ...]] = {
        "operation": str, "effect": str, "metadata": dict, "nth": int, "times": int, "seconds": (int, float),
    }  # fmt: skip
    for name, value in told.items():
        if name not in kinds or isinstance(value, bool) or not isinstance(value, kinds[name]):
            raise bad_parameter(name, f"{name}={value!r} is not what a fault has: see the simulator's README")
