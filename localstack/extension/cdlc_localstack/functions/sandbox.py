"""One execution environment: a folder, an address of the Runtime API, and the process that lives there.

The process is replaced where it has ended, was killed or runs code that has changed; the environment stays,
as AWS's does after a reset.
"""

from __future__ import annotations

import shutil
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import journal, runtime_api
from .journal import message
from .process import Limits, Process, Work

if TYPE_CHECKING:
    from pathlib import Path

    from .outcomes import Outcome
    from .parents import Parents

FRESH_TRIES = 5  # processes in a row that find their code changed before the first invocation
_MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Done:
    """An invocation's outcome and what was logged."""

    outcome: Outcome
    messages: list[journal.Message]


class Sandbox:
    """Runs invocations one after the other; `stop` may come from another thread and lets a running one finish."""

    def __init__(self, parents: Parents, home: Path, limits: Limits, version: str) -> None:
        self.home = home
        self._parents = parents
        self._limits = limits
        self._version = version
        self._listener = runtime_api.listen()
        self._request: dict[str, Any] = {}
        self._on_demand = True
        self._process: Process | None = None
        self._busy = threading.Lock()
        self._stopped = False

    @property
    def api(self) -> str:
        """The Runtime API's host:port."""
        host, port = self._listener.getsockname()
        return f"{host}:{port}"

    def start(self, request: dict[str, Any], *, on_demand: bool) -> None:
        """Begin a process; `request` is cdlc_nursery.birth.Request. Provisioned starts are not reported."""
        self._request = request
        self._on_demand = on_demand
        self._process = self._begin()

    def invoke(self, work: Work) -> Done:
        """Run one invocation to its end, whatever that is."""
        with self._busy:
            try:
                return self._invoke(work)
            finally:
                if self._stopped:
                    self._end()

    def stop(self) -> None:
        """End the environment: at once where it is idle, else after its invocation."""
        self._stopped = True
        if self._busy.acquire(blocking=False):
            try:
                self._end()
            finally:
                self._busy.release()

    def _invoke(self, work: Work) -> Done:
        for _ in range(FRESH_TRIES):
            process = self._live()
            done = self._attempt(process, work)
            if not process.journal.stale:
                return done
        raise RuntimeError(f"{self._request['name']}: its code changed {FRESH_TRIES} times while it was starting")

    def _attempt(self, process: Process, work: Work) -> Done:
        process, messages, init, failed = self._started(process, work)
        messages.append(message(f"START RequestId: {work.id} Version: {self._version}"))
        begun = time.monotonic()
        outcome = failed or process.run(work, begun + self._limits.seconds)
        duration = _milliseconds(begun)
        messages += process.journal.take()
        messages += [message(outcome.line)] if outcome.line else []
        usage = journal.Usage(duration, init, self._limits.memory // _MB, process.peak_memory() // _MB)
        messages += [message(f"END RequestId: {work.id}"), message(journal.report(work.id, usage, outcome.status))]
        if not outcome.again:
            self._discard()
        return Done(outcome, messages)

    def _started(
        self, process: Process, work: Work
    ) -> tuple[Process, list[journal.Message], float | None, Outcome | None]:
        """Await the start of a new process: it, what it wrote, the milliseconds it took, and why it failed.

        Where it takes longer than a start may, AWS begins anew and counts that against the function's own time.
        """
        if not process.cold:
            return process, [], None, None
        failed = process.ready(work.id, process.born + self._limits.init_seconds)
        took = _milliseconds(process.born)
        messages = process.journal.take()
        if failed is not None and failed.timed_out:
            messages.append(message(journal.init_report(took)))
            self._discard()
            return self._live(), messages, None, None
        return process, messages, took if self._on_demand else None, failed

    def _live(self) -> Process:
        """The process that is there, or a new one where it has ended meanwhile."""
        if self._process is not None and not self._process.alive() and not self._process.cold:
            self._discard()
        if self._process is None:
            self._process = self._begin()
        return self._process

    def _begin(self) -> Process:
        return Process(self._parents.spawn(self._request), self._listener, self._limits)

    def _discard(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None

    def _end(self) -> None:
        self._discard()
        self._listener.close()
        shutil.rmtree(self.home, ignore_errors=True)


def _milliseconds(since: float) -> float:
    return (time.monotonic() - since) * 1000
