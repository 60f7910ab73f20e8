"""The fork server's loop: one request in, one child out, its end reported."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
from typing import Any

from . import birth

REQUEST_BYTES = 1 << 20
DESCRIPTORS = 3  # output, telemetry, status


class Nursery:
    """Forks a child for each request on `control` and writes its pid, then its wait status, to the status pipe.

    Ends when the other side of `control` is gone, and takes every child with it.
    """

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)
        self._children: dict[int, tuple[int, int]] = {}  # pidfd → (pid, status pipe)

    def serve(self) -> birth.Request | None:
        """Loop until LocalStack is gone. In a child it returns the request that the child was made for."""
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor != self._control.fileno():
                    self._bury(descriptor)
                    continue
                message, descriptors, _, _ = socket.recv_fds(self._control, REQUEST_BYTES, DESCRIPTORS)
                if not message:
                    self._end()
                    return None
                request = self._fork(json.loads(message), descriptors)
                if request is not None:
                    return request

    def _fork(self, request: dict[str, Any], descriptors: list[int]) -> birth.Request | None:
        output, telemetry, status = descriptors
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            return birth.Request(output=output, telemetry=telemetry, parent=parent, **request)
        os.write(status, b"%d\n" % pid)
        os.close(output)
        os.close(telemetry)
        watch = os.pidfd_open(pid)
        self._children[watch] = (pid, status)
        self._poll.register(watch, select.POLLIN)
        return None

    def _bury(self, watch: int) -> None:
        pid, status = self._children.pop(watch)
        self._poll.unregister(watch)
        os.close(watch)
        _kill_group(pid)  # before the reaping: until then nobody else can have this group's number
        _, code = os.waitpid(pid, 0)
        with contextlib.suppress(BrokenPipeError):
            os.write(status, b"%d\n" % code)
        os.close(status)

    def _end(self) -> None:
        for pid, _ in self._children.values():
            _kill_group(pid)


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):  # it had not become a leader yet
        os.killpg(pid, signal.SIGKILL)


def serve(descriptor: int) -> None:
    """Serve the socket with this number, as parent; live as the function, as child."""
    birth.die_with_parent(os.getppid())
    birth.warm()
    request = Nursery(socket.socket(fileno=descriptor)).serve()
    if request is not None:
        birth.live(request)


serve(int(sys.argv[1]))
