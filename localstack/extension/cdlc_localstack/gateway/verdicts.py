"""What an authorizer answered, checked once, and the cache that remembers it for the authorizer's time to live."""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from cdlc_localstack.gateway.policy import MalformedPolicyError, Statement, parse

CAPACITY = 10_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """A valid answer: the caller, the policy, the texts for `requestContext.authorizer`, the usage plan's key."""

    principal: str
    statements: tuple[Statement, ...]
    context: dict[str, str]
    usage_key: str | None


def read(payload: bytes) -> Verdict:
    """The verdict in a function's reply. Raises `MalformedPolicyError` for anything that AWS would refuse."""
    try:
        answer = json.loads(payload)
    except ValueError as error:
        raise MalformedPolicyError("the authorizer's reply is not JSON") from error
    if not isinstance(answer, dict) or not isinstance(answer.get("principalId"), str):
        raise MalformedPolicyError("the authorizer's reply is no object with a text principalId")
    usage_key = answer.get("usageIdentifierKey")
    if usage_key is not None and not isinstance(usage_key, str):
        raise MalformedPolicyError("usageIdentifierKey is not a text")
    return Verdict(answer["principalId"], parse(answer.get("policyDocument")), _texts(answer.get("context")), usage_key)


def _texts(context: Any) -> dict[str, str]:
    """API Gateway passes texts, numbers and booleans on as texts and refuses anything else."""
    if context is None:
        return {}
    if not isinstance(context, dict):
        raise MalformedPolicyError("context is not an object")
    return {name: _text(name, value) for name, value in context.items()}


def _text(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, int, float)):
        return json.dumps(value)
    raise MalformedPolicyError(f"context.{name} is neither a text nor a number nor a boolean")


class Verdicts:
    """Verdicts by identity, each until its own time to live ends; the oldest give way beyond `capacity`."""

    def __init__(self, capacity: int = CAPACITY, clock: Callable[[], float] = time.monotonic) -> None:
        self._kept: OrderedDict[Hashable, tuple[float, Verdict]] = OrderedDict()
        self._capacity = capacity
        self._clock = clock
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Verdict | None:
        """The verdict that is still alive, or None."""
        with self._lock:
            until, verdict = self._kept.get(key, (0.0, None))
            if verdict is not None and until <= self._clock():
                del self._kept[key]
                return None
            return verdict

    def put(self, key: Hashable, verdict: Verdict, seconds: int) -> None:
        """Keep the verdict for so many seconds; zero keeps nothing."""
        if seconds <= 0:
            return
        with self._lock:
            self._kept[key] = (self._clock() + seconds, verdict)
            self._kept.move_to_end(key)
            while len(self._kept) > self._capacity:
                self._kept.popitem(last=False)
