"""Brings the kept state back: stores before the gateway listens, what runs (workers, schedules) once it does.

A call that arrives between the two waits for its own service, so the first answer is already the right one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from localstack.services.plugins import SERVICE_PLUGINS

from cdlc_localstack.persistence import pickling, snapshots, stores
from cdlc_localstack.persistence.places import Places

LOG = logging.getLogger("localstack.persistence")
LIMIT = 60.0
"""Seconds that a call waits for its service to be restored before it is let through as it is."""


class Revival:
    """The start of one LocalStack on a kept state."""

    def __init__(
        self, places: Places, loaded: dict[str, Callable[[], None]], running: dict[str, Callable[[], None]]
    ) -> None:
        self._places, self._loaded, self._running = places, loaded, running
        self._pending: dict[str, threading.Event] = {}
        self.found: dict[str, str] = {}
        """Restored services, each with the moment (keeper.py) of its snapshot."""

    def wait(self, service: str) -> None:
        """Return when the service is restored; at once for all but the first seconds of a run."""
        if self._pending and (pending := self._pending.get(service)):
            pending.wait(LIMIT)

    def load(self) -> None:
        """Fill the stores: before the gateway listens."""
        started = time.monotonic()
        present = snapshots.services(self._places.snapshots)
        for service in sorted(present | {"s3", "sqs"}, key=lambda name: (name == "cloudformation", name)):
            if service in present:
                self._restore(service)
            if step := self._loaded.get(service):
                self._safely(service, step)
        if self.found:
            LOG.info("state of %s restored in %.1f s", ", ".join(self.found), time.monotonic() - started)
        self._pending = {service: threading.Event() for service in self.found}

    def resume(self) -> None:
        """Start what the restored services run: once the gateway listens."""
        for service in list(self._pending):
            hook = SERVICE_PLUGINS.require(service).lifecycle_hook
            if service not in self._running:
                self._safely(service, hook.on_after_state_load)
                self._pending[service].set()
        for service, step in self._running.items():
            if service in self._pending:
                self._safely(service, step)
                self._pending[service].set()
        self._pending = {}

    def _restore(self, service: str) -> None:
        for path in snapshots.candidates(self._places.snapshots, service):
            try:
                state = pickling.loads(snapshots.read(path))
                SERVICE_PLUGINS.require(service).lifecycle_hook.on_before_state_load()
                stores.restore(service, state)
            except Exception as error:  # noqa: BLE001  # a damaged file may fail in any way; the one before it is tried
                LOG.error("snapshot of %s ignored, trying the one before: %s: %s", service, path, error)  # noqa: TRY400
            else:
                self.found[service] = state["moment"]
                return
        LOG.error("state of %s is lost: no readable snapshot in %s; deploy again", service, self._places.snapshots)

    def _safely(self, service: str, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception as error:
            LOG.exception("%s is restored but not resumed: %s", service, error)  # noqa: TRY401
