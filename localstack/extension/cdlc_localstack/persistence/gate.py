"""Lets a snapshot be taken between calls rather than in the middle of one.

Changing calls of a service run side by side; a snapshot asks for silence: newcomers wait, those inside finish.
Silence is asked for at most `PATIENCE` seconds, since a call inside may be waiting for another of the same service
(a rotation invokes a function that stores the secret): then the snapshot is taken all the same, and the end of
that call asks for the next one.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 0.05


class Gate:
    """Counts the changing calls inside, per service."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside: Counter[str] = Counter()
        self._silent: set[str] = set()

    @contextmanager
    def change(self, service: str) -> Iterator[None]:
        """Around a changing call."""
        with self._changed:
            self._changed.wait_for(lambda: service not in self._silent, PATIENCE)
            self._inside[service] += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside[service] -= 1
                self._changed.notify_all()

    @contextmanager
    def silence(self, service: str) -> Iterator[bool]:
        """Around taking a snapshot; says whether nobody is inside."""
        end = time.monotonic() + PATIENCE
        with self._changed:
            self._silent.add(service)
            alone = self._changed.wait_for(lambda: not self._inside[service], end - time.monotonic())
        try:
            yield alone
        finally:
            with self._changed:
                self._silent.discard(service)
                self._changed.notify_all()
