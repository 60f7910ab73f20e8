"""A function's process and the conversation with it, driven by the thread that invokes."""

from __future__ import annotations

import selectors
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import memory, outcomes, runtime_api
from .journal import Journal

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from .children import Child
    from .outcomes import Outcome

LOOK_SECONDS = 0.02  # between two looks at a busy process's memory


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for an invocation and for the start before it, bytes of resident memory."""

    seconds: float
    init_seconds: float
    memory: int


@dataclass(frozen=True, slots=True)
class Work:
    """One invocation as the runtime gets it; `arn` is the one that was called."""

    id: str
    payload: bytes
    arn: str
    trace: str


class Process:
    """A live process and its sockets. Not shared between threads; one invocation at a time."""

    def __init__(self, child: Child, listener: socket.socket, limits: Limits) -> None:
        self.child = child
        self.journal = Journal()
        self.born = time.monotonic()
        self.cold = True
        self._limits = limits
        self._listener = listener
        self._waiting: runtime_api.Connection | None = None
        self._connections: list[runtime_api.Connection] = []
        self._result: Outcome | None = None
        self._selector = selectors.DefaultSelector()
        for thing, act in (
            (listener, self._accept),
            (child.output, self._printed),
            (child.telemetry, self._framed),
            (child.status, child.look),
        ):
            self._selector.register(thing, selectors.EVENT_READ, act)

    def ready(self, request_id: str, deadline: float) -> Outcome | None:
        """Wait until the runtime asks for work; an outcome where it never will."""
        return self._until(request_id, deadline, lambda: self._waiting is not None)

    def run(self, work: Work, deadline: float) -> Outcome:
        """Hand over one invocation and wait for its end. `deadline` is of the monotonic clock."""
        self.cold = False
        if failed := self.ready(work.id, deadline):  # a warm process asks as soon as it has answered
            return failed
        self._result = None
        try:
            self._give(work, deadline)
        except OSError:
            self.child.kill()
        ended = self._until(work.id, deadline, lambda: self._result is not None)
        return ended or self._result or outcomes.exited(work.id, 0)

    def peak_memory(self) -> int:
        return memory.peak(self.child.pid)

    def alive(self) -> bool:
        self.child.look()
        return self.child.code is None

    def end(self) -> None:
        """Kill the process and let go of everything but the listener."""
        self.child.kill()
        self._selector.close()
        for connection in self._connections:
            connection.close()
        self.child.close()

    def _until(self, request_id: str, deadline: float, done: Callable[[], bool]) -> Outcome | None:
        """Serve the process until `done`; otherwise the outcome of its end, of a limit, or of a failed start."""
        while not done():
            if self.child.code is not None:
                self._drain()
                return self._result or outcomes.exited(request_id, self.child.code)
            left = deadline - time.monotonic()
            if not self._serve_once(max(0.0, min(left, LOOK_SECONDS))) and left <= 0:
                return outcomes.timed_out(request_id, self._limits.seconds)
            if self._over(memory.resident):
                return outcomes.exited(request_id, signal.SIGKILL)
        self._drain()
        return outcomes.exited(request_id, signal.SIGKILL) if self._over(memory.peak) else None

    def _over(self, measure: Callable[[int | None], int]) -> bool:
        return measure(self.child.pid) > self._limits.memory

    def _serve_once(self, seconds: float) -> bool:
        events = self._selector.select(seconds)
        for key, _ in events:
            key.data()
        return bool(events)

    def _accept(self) -> None:
        connection = runtime_api.Connection(self._listener)
        self._connections.append(connection)
        self._selector.register(connection.socket, selectors.EVENT_READ, lambda: self._serve(connection))

    def _serve(self, connection: runtime_api.Connection) -> None:
        for request in connection.read():
            self._answer(connection, request)
        if connection.closed:
            self._selector.unregister(connection.socket)
            self._connections.remove(connection)
            connection.close()

    def _answer(self, connection: runtime_api.Connection, request: runtime_api.Request) -> None:
        if request.path == "/invocation/next":
            self._waiting = connection
            return
        if request.path.endswith("/response"):
            self._result = outcomes.response(request.body)
        elif request.path == "/init/error":
            self._result = outcomes.broken(request.body)
        elif request.path.endswith("/error"):
            self._result = outcomes.error(request.body)
        connection.answer(202, b'{"status":"OK"}')

    def _give(self, work: Work, deadline: float) -> None:
        waiting, self._waiting = self._waiting, None
        left = deadline - time.monotonic()
        if waiting is None:
            raise RuntimeError(f"{work.id}: given to a process that asked for nothing")
        waiting.answer(
            200,
            work.payload,
            {
                "Lambda-Runtime-Aws-Request-Id": work.id,
                "Lambda-Runtime-Deadline-Ms": str(int((time.time() + left) * 1000)),
                "Lambda-Runtime-Invoked-Function-Arn": work.arn,
                "Lambda-Runtime-Trace-Id": work.trace,
            },
        )

    def _printed(self) -> None:
        self.journal.printed(self._read(self.child.output))

    def _framed(self) -> None:
        self.journal.framed(self._read(self.child.telemetry))

    def _read(self, descriptor: int) -> bytes:
        data = self.child.read(descriptor)
        if not data:  # closed by the process: nothing more will come, and it would always be readable
            self._selector.unregister(descriptor)
        return data

    def _drain(self) -> None:
        """Everything that the process had written before its last request."""
        self.journal.printed(self.child.read(self.child.output))
        self.journal.framed(self.child.read(self.child.telemetry))
