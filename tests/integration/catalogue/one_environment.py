"""Lambda's Invoke, answered in this process."""

from __future__ import annotations

import io
import json
import threading
from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from collections.abc import Callable


class OneEnvironment:
    """Lambda with one execution environment in this process: one invocation at a time, errors as AWS answers them."""

    def __init__(self, handler: Callable[[Any, Any], Any], **others: Callable[[Any, Any], Any]) -> None:
        """`others` are the handlers of further operations by their names."""
        self._handler, self._others = handler, others
        self.exceptions = boto3.client("lambda").exceptions
        self.calls: list[str] = []
        self.before: list[Exception] = []  # raised instead of the next invocations
        self.after: list[str] = []  # error types that the next invocations end with, when their work is done
        self._free = threading.Lock()

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 - AWS's names
        with self._free:
            self.calls.append(FunctionName)
            if self.before:
                raise self.before.pop()
            operation = FunctionName.rpartition("-catalogue-")[2].replace("-", "_")
            answer = self._others.get(operation, self._handler)(json.loads(Payload), None)
            if self.after:
                error = {"errorType": self.after.pop(), "errorMessage": "it broke"}
                return {"FunctionError": "Unhandled", "Payload": io.BytesIO(json.dumps(error).encode())}
        return {"Payload": io.BytesIO(json.dumps(answer).encode())}
