"""One poller at a time per mapping: an updated mapping's new poller waits until the old one has finished its batch."""

from __future__ import annotations

import threading
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCKS: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
_LOOK_SECONDS = 0.1


@contextmanager
def turn(name: str, stopping: threading.Event) -> Iterator[bool]:
    """Hold the turn of `name` for the block; yields False where `stopping` was set before it came."""
    lock = _LOCKS[name]
    mine = lock.acquire(blocking=False)
    while not mine and not stopping.is_set():
        mine = lock.acquire(timeout=_LOOK_SECONDS)
    try:
        yield mine
    finally:
        if mine:
            lock.release()
