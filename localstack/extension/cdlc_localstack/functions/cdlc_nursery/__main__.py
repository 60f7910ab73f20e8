"""The fork server's loop: one order in, one process out, its end reported."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
from typing import Any

from . import birth, parenthood

ORDER_BYTES = 1 << 20
DESCRIPTORS = 3  # a child's output, telemetry and status; a parent's control


class Nursery:
    """Forks a process for each order on `control`.

    Orders are `{"child": …}`, whose pid and then wait status go to its status pipe, `{"parent": …}`, a fork server
    that has imported more, and `{"retire": true}`: end with the last child. Ends when the other side of `control`
    is gone, and takes every child with it.
    """

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)
        self._children: dict[int, tuple[int, int | None]] = {}  # pidfd → (pid, status pipe)
        self._retired = False

    def serve(self) -> birth.Request | parenthood.Request | None:
        """Loop while there is something to do. In a forked process it returns what that process is to be."""
        while not self._retired or self._children:
            for descriptor, _ in self._poll.poll():
                if descriptor != self._control.fileno():
                    self._bury(descriptor)
                    continue
                message, descriptors, _, _ = socket.recv_fds(self._control, ORDER_BYTES, DESCRIPTORS)
                if not message:
                    self._end()
                    return None
                made = self._obey(json.loads(message), descriptors)
                if made is not None:
                    return made
        return None

    def _obey(self, order: dict[str, Any], descriptors: list[int]) -> birth.Request | parenthood.Request | None:
        if "retire" in order:
            self._retired = True
            return None
        parent = os.getpid()
        pid = os.fork()
        if pid == 0 and "child" in order:
            return birth.Request(output=descriptors[0], telemetry=descriptors[1], parent=parent, **order["child"])
        if pid == 0:
            return parenthood.Request(control=descriptors[0], parent=parent, **order["parent"])
        status = descriptors.pop() if "child" in order else None
        for descriptor in descriptors:
            os.close(descriptor)
        self._adopt(pid, status)
        return None

    def _adopt(self, pid: int, status: int | None) -> None:
        watch = os.pidfd_open(pid)
        self._children[watch] = (pid, status)
        self._poll.register(watch, select.POLLIN)
        _report(status, pid)

    def _bury(self, watch: int) -> None:
        pid, status = self._children.pop(watch)
        self._poll.unregister(watch)
        os.close(watch)
        _kill_group(pid)  # before the reaping: until then nobody else can have this group's number
        _, code = os.waitpid(pid, 0)
        _report(status, code)
        if status is not None:
            os.close(status)

    def _end(self) -> None:
        for pid, _ in self._children.values():
            _kill_group(pid)


def _report(status: int | None, number: int) -> None:
    if status is not None:
        with contextlib.suppress(BrokenPipeError):  # nobody wants to know any more
            os.write(status, b"%d\n" % number)


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):  # it had not become a leader yet
        os.killpg(pid, signal.SIGKILL)


def serve(descriptor: int) -> None:
    """Serve the socket with this number; in a forked process, become what it was forked for."""
    birth.die_with_parent(os.getppid())
    birth.warm()
    made = Nursery(socket.socket(fileno=descriptor)).serve()
    while isinstance(made, parenthood.Request):
        made = Nursery(parenthood.prepare(made)).serve()
    if made is not None:
        birth.live(made)


serve(int(sys.argv[1]))
