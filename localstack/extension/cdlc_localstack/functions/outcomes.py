"""How an invocation ends, in AWS's words."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import dataclass
from datetime import UTC, datetime

RESPONSE_BYTES = 6_291_556  # AWS's bound on a synchronous response
_TIMEOUT = "Status: timeout"


@dataclass(frozen=True, slots=True)
class Outcome:
    """An invocation's result. `failed` is AWS's FunctionError; `line` what the log says of it beyond the payload.

    `again` says that the process cannot be used for another invocation, `status` is what REPORT says of it.
    """

    payload: bytes
    failed: bool = False
    again: bool = True
    line: str = ""
    status: str = ""

    @property
    def timed_out(self) -> bool:
        return self.status == _TIMEOUT


def response(payload: bytes) -> Outcome:
    """The handler's own answer, refused where it is larger than AWS lets through."""
    if len(payload) <= RESPONSE_BYTES:
        return Outcome(payload)
    message = f"Response payload size exceeded maximum allowed payload size ({RESPONSE_BYTES} bytes)."
    return Outcome(_error("Function.ResponseSizeTooLarge", message), failed=True, line=f"LAMBDA_RUNTIME {message}")


def error(payload: bytes) -> Outcome:
    """An exception of the handler, as the runtime reported it."""
    return Outcome(payload, failed=True)


def broken(payload: bytes) -> Outcome:
    """A handler that could not be loaded, as the runtime reported it: Runtime.ImportModuleError and its like."""
    kind = json.loads(payload).get("errorType", "Runtime.Unknown")
    return Outcome(payload, failed=True, again=False, status=f"Status: error\tError Type: {kind}")


def timed_out(request_id: str, seconds: float) -> Outcome:
    """The function's own time limit passed."""
    stamp = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    line = f"{stamp} {request_id} Task timed out after {seconds:.2f} seconds"
    return Outcome(_error("Sandbox.Timedout", line), failed=True, again=False, line=line, status=_TIMEOUT)


def exited(request_id: str, code: int) -> Outcome:
    """The process ended in the middle; `code` as `os.waitpid` has it."""
    if os.WIFSIGNALED(code):
        reason = f"Runtime exited with error: signal: {_signal(os.WTERMSIG(code))}"
    elif os.WEXITSTATUS(code):
        reason = f"Runtime exited with error: exit status {os.WEXITSTATUS(code)}"
    else:
        reason = "Runtime exited without providing a reason"
    payload = _error("Runtime.ExitError", f"RequestId: {request_id} Error: {reason}")
    line = f"RequestId: {request_id} Error: {reason}\nRuntime.ExitError"
    return Outcome(payload, failed=True, again=False, line=line, status="Status: error\tError Type: Runtime.ExitError")


def _signal(number: int) -> str:
    names = {signal.SIGKILL: "killed", signal.SIGSEGV: "segmentation fault", signal.SIGABRT: "aborted"}
    return names.get(signal.Signals(number), (signal.strsignal(number) or str(number)).lower())


def _error(kind: str, message: str) -> bytes:
    return json.dumps({"errorType": kind, "errorMessage": message}).encode()
