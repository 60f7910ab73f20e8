"""Fork servers that have already imported what a set of layers' functions import: a start is then a fork.

They also keep memory down: what was imported before the fork is shared by all functions on the same layers.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import places
from .children import Child, Nursery, order_child

if TYPE_CHECKING:
    from collections.abc import Iterable

LOG = logging.getLogger(__name__)
RENEW_SECONDS = 5.0  # between two orders for one set of layers, while its functions are still teaching
ROOMY_BYTES = 256 << 20  # functions with less memory start from nothing: what others import would count against them
_CONSTANT = ("AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV", "AWS_REGION", "LANG", "TZ")


def lessons(steady: Iterable[str], memory: int) -> str:
    """The file in which functions on these unchanging folders note what they import; empty for small functions."""
    if memory < ROOMY_BYTES:
        return ""
    key = hashlib.sha256(json.dumps(sorted(steady)).encode()).hexdigest()[:16]
    return str(places.state("learnt") / f"{key}.txt")


@dataclass(slots=True)
class _Parent:
    """A fork server as ordered: for how much was learnt, from which state of the folders."""

    control: socket.socket
    size: int
    stamps: list[int]
    names: frozenset[str]
    state: bytes | None = None  # None: still importing; b"": it has ended

    def ready(self) -> bool:
        if self.state is None:
            with contextlib.suppress(BlockingIOError):
                self.state = self.control.recv(16)
        return bool(self.state)

    def send(self, message: bytes, descriptors: list[int]) -> None:
        socket.send_fds(self.control, [message], descriptors)


class Parents:
    """Chooses the fork server for each child, and orders better ones in passing."""

    def __init__(self) -> None:
        self._nursery = Nursery()
        self._lock = threading.Lock()
        self._parents: dict[str, _Parent] = {}
        self._coming: dict[str, _Parent] = {}
        self._ordered: dict[str, float] = {}
        self._retired: list[_Parent] = []  # their children live on; closing the socket would end them

    def spawn(self, request: dict[str, Any]) -> Child:
        """A child of the fork server that knows most of what `request` (cdlc_nursery.birth.Request) needs."""
        parent = self._choose(request) if request["learnt"] else None
        if parent is not None:
            try:
                return order_child(request, parent.send)
            except OSError as error:
                LOG.warning("a fork server has ended (%s): %s starts from nothing", error, request["name"])
                parent.state = b""
        return self._nursery.child(request)

    def _choose(self, request: dict[str, Any]) -> _Parent | None:
        learnt = request["learnt"]
        with self._lock:
            stamps = [Path(folder).stat().st_mtime_ns for folder in request["steady"]]
            coming = self._coming.get(learnt)
            if coming is not None and coming.ready():
                self._retire(self._parents.pop(learnt, None))
                self._parents[learnt] = self._coming.pop(learnt)
            parent = self._parents.get(learnt)
            if parent is not None and (parent.stamps != stamps or parent.state == b""):
                self._retire(self._parents.pop(learnt))
                parent = None
            self._renew(request, parent, stamps)
        return parent if parent is not None and not _hidden(parent.names, request) else None

    def _renew(self, request: dict[str, Any], parent: _Parent | None, stamps: list[int]) -> None:
        """Order a fork server that knows more, where more was learnt and none is on its way."""
        learnt = request["learnt"]
        file = Path(learnt)
        size = file.stat().st_size if file.exists() else 0
        newest = self._coming.get(learnt) or parent
        known = newest.size if newest is not None and newest.stamps == stamps else 0
        if size <= known or time.monotonic() - self._ordered.get(learnt, -RENEW_SECONDS) < RENEW_SECONDS:
            return
        self._ordered[learnt] = time.monotonic()
        order = {
            "learnt": learnt,
            "search": [folder for folder in request["search"] if folder in request["steady"]],
            "environment": {name: request["environment"][name] for name in _CONSTANT},
            "bytecode": request["bytecode"],
        }
        names = frozenset(name.partition(".")[0] for name in file.read_text().split())
        self._retire(self._coming.pop(learnt, None))
        control = self._nursery.parent(order)
        control.settimeout(0)
        self._coming[learnt] = _Parent(control, size, stamps, names)

    def _retire(self, parent: _Parent | None) -> None:
        if parent is None:
            return
        self._retired.append(parent)
        with contextlib.suppress(OSError):
            parent.send(json.dumps({"retire": True}).encode(), [])


def _hidden(names: frozenset[str], request: dict[str, Any]) -> bool:
    """Whether the function's code, or a layer served as saved, has a module of the same name as what was imported."""
    folders = [request["root"], *request["hot"]]
    return any(entry.name.partition(".")[0] in names for folder in folders for entry in Path(folder).iterdir())
