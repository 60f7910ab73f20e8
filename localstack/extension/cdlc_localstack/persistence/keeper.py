"""Writes the snapshots of services that changed: a moment after the change, off the request's thread.

A service whose state is large is written less often, so that keeping it costs at most a tenth of a core: after a
snapshot that took t seconds of CPU the next one of that service waits 9 t, or 0.15 s where that is more.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path
from uuid import uuid4

from cdlc_localstack.persistence import pickling, snapshots, stores
from cdlc_localstack.persistence.gate import Gate

DELAY = 0.15
SHARE = 9
AGAIN = 30.0
"""Seconds after which a snapshot that failed is tried again."""
LAST = "cloudformation"
"""Read before the rest and written after it: a stack never names a resource that is not on disk."""
LOG = logging.getLogger("localstack.persistence")


class NotKept(Exception):
    """A snapshot that could not be taken or written."""


class Keeper:
    """Knows which services changed; one thread writes them."""

    def __init__(self, folder: Path) -> None:
        self.gate = Gate()
        self._folder = folder
        self._changed = threading.Condition()
        self._asked: Counter[str] = Counter()
        self._saved: Counter[str] = Counter()
        self._earliest: dict[str, float] = {}
        self._writing: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._complaints: dict[str, str] = {}
        self._run_id = uuid4().hex
        self._closed = False

    def start(self) -> None:
        """Begin to write; until then changes are only noted."""
        threading.Thread(target=self._run, name="persistence", daemon=True).start()

    def moment(self, service: str) -> str:
        """How far the service has come in this run: snapshots carry it, and later ones compare as greater texts."""
        return f"{self._run_id} {self._asked[service]:012}"

    def mark(self, service: str) -> None:
        """The service's snapshot is out of date."""
        with self._changed:
            self._asked[service] += 1
            self._changed.notify()

    @property
    def closed(self) -> bool:
        """Whether nothing is written any more."""
        return self._closed

    def save(self, service: str) -> None:
        """Return when every change marked before this call is on disk; callers at the same time share one write.

        Raises `NotKept` where it cannot be written.
        """
        wanted = self._asked[service]
        with self._writing[service]:
            if self._saved[service] >= wanted or self._closed:
                return
            covered = self._asked[service]
            started = time.thread_time()
            try:
                self._write(service, self.moment(service))
            finally:
                self._earliest[service] = _next(started)
            self._saved[service] = covered

    def close(self) -> None:
        """Write what is outstanding, then nothing any more: services that stop forget what they hold."""
        for service in self._outstanding():
            self._try(service)
        self._closed = True

    def _write(self, service: str, moment: str) -> None:
        try:
            with self.gate.silence(service):
                content = _dump(service, moment)
            if service == LAST:
                for other in self._outstanding(but=LAST):
                    self._try(other)
            snapshots.write(self._folder, service, content)
        except Exception as error:  # whatever a service holds must not stop the others being kept
            raise NotKept(
                f"state of {service} is not kept in {self._folder}: {type(error).__name__}: {error}"
            ) from error
        self._complaints.pop(service, None)

    def _try(self, service: str) -> None:
        """Save; say once what is wrong, and try again while it is."""
        try:
            self.save(service)
        except NotKept as error:
            if self._complaints.get(service) != str(error):
                LOG.error("%s", error)  # noqa: TRY400  # the line says all
            self._complaints[service] = str(error)
            self._earliest[service] = time.monotonic() + AGAIN

    def _outstanding(self, but: str = "") -> list[str]:
        asked = list(self._asked.items())
        return [service for service, count in asked if count > self._saved[service] and service != but]

    def _run(self) -> None:
        while not self._closed:
            with self._changed:
                self._changed.wait_for(self._outstanding)
            time.sleep(DELAY)
            now = time.monotonic()
            for service in self._outstanding():
                if self._earliest.get(service, 0) <= now:
                    self._try(service)


def _next(started: float) -> float:
    """When the next snapshot may be taken: by the CPU time of this one, whatever others did to the machine."""
    return time.monotonic() + max(DELAY, SHARE * (time.thread_time() - started))


def _dump(service: str, moment: str) -> bytes:
    """The service's state as bytes; taken again where a thread of the service changed a dictionary meanwhile."""
    for attempt in range(10):
        try:
            return pickling.dumps({"moment": moment, **stores.capture(service)})
        except RuntimeError as error:
            if not any(word in str(error) for word in ("changed", "mutated")):  # a dict's word, an OrderedDict's
                raise
            time.sleep(0.005 * attempt)
    raise RuntimeError("it changed during each of ten attempts to read it")
