"""LocalStack's side of the fork server: a child per request, its pid and its end by pipe."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import places

if TYPE_CHECKING:
    from collections.abc import Callable

_CHUNK = 1 << 16
_REPORT_SECONDS = 5  # in which a fork server says the number of a child that was just ordered
# Numeric libraries start threads when they are imported, and threads do not survive a fork.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(slots=True)
class Child:
    """One function's process. The three descriptors are pipes' reading ends and do not block."""

    output: int
    telemetry: int
    status: int
    pid: int | None = None
    code: int | None = None  # as os.waitpid has it, when it has ended
    _reported: bytes = field(default=b"")

    def look(self) -> None:
        """Take in what the fork server has reported: the pid, then the end."""
        try:
            read = os.read(self.status, 64)
        except BlockingIOError:
            return
        self._reported += read
        numbers = self._reported.split(b"\n")[:-1]
        self.pid = int(numbers[0]) if numbers else None
        if len(numbers) > 1:
            self.code = int(numbers[1])
        elif not read:  # the fork server itself was killed, and its children with it
            self.code = signal.SIGKILL

    def kill(self) -> None:
        """End the process and all that it has started."""
        if self.pid is None:
            select.select([self.status], [], [], _REPORT_SECONDS)
        self.look()
        if self.pid is not None and self.code is None:
            try:
                os.killpg(self.pid, signal.SIGKILL)
            except ProcessLookupError:  # between its fork and its becoming a leader
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)

    def read(self, descriptor: int) -> bytes:
        """All that lies in one of the pipes now."""
        parts = []
        try:
            while part := os.read(descriptor, _CHUNK):
                parts.append(part)
        except BlockingIOError:
            pass
        return b"".join(parts)

    def close(self) -> None:
        for descriptor in (self.output, self.telemetry, self.status):
            os.close(descriptor)


class Nursery:
    """The fork server, started on first use and again where it has died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def parent(self, request: dict[str, Any]) -> socket.socket:
        """Order a fork server that has imported more (cdlc_nursery.parenthood.Request); its control socket."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._send(json.dumps({"parent": request}).encode(), [theirs.fileno()])
        return ours

    def child(self, request: dict[str, Any]) -> Child:
        """Order a child that is what `request` says (cdlc_nursery.birth.Request without its descriptors)."""
        return order_child(request, self._send)

    def _send(self, message: bytes, descriptors: list[int]) -> None:
        with self._lock:
            if self._control is None:
                self._control = self._start()
            try:
                socket.send_fds(self._control, [message], descriptors)
            except (BrokenPipeError, ConnectionResetError):
                self._control.close()
                self._control = self._start()
                socket.send_fds(self._control, [message], descriptors)

    def _start(self) -> socket.socket:
        if self._process is not None:
            self._process.wait()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = _popen_in_lasting_thread(theirs.fileno())
        return ours


def order_child(request: dict[str, Any], send: Callable[[bytes, list[int]], None]) -> Child:
    """Send an order for a child with the writing ends of its pipes; the reading ends stay here."""
    pipes = [os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK) for _ in range(3)]
    for _, writing in pipes:
        os.set_blocking(writing, True)
    try:
        send(json.dumps({"child": request}).encode(), [writing for _, writing in pipes])
    finally:
        for _, writing in pipes:
            os.close(writing)
    output, telemetry, status = (reading for reading, _ in pipes)
    return Child(output, telemetry, status)


def _popen_in_lasting_thread(control: int) -> subprocess.Popen[bytes]:
    """Start the server from a thread that waits for it: it dies with the thread that started it, by its own wish."""
    started: list[subprocess.Popen[bytes]] = []
    failed: list[BaseException] = []
    ready = threading.Event()

    def run() -> None:
        try:
            started.append(_popen(control))
        except BaseException as error:  # noqa: BLE001 - carried to the caller
            failed.append(error)
        ready.set()
        if started:
            started[0].wait()

    threading.Thread(target=run, name="lambda-nursery", daemon=True).start()
    ready.wait()
    if failed:
        raise failed[0]
    return started[0]


def _popen(control: int) -> subprocess.Popen[bytes]:
    here = Path(__file__).resolve().parent
    return subprocess.Popen(
        [places.python(), "-P", "-s", "-m", "cdlc_nursery", str(control)],
        pass_fds=[control],
        env={"PYTHONPATH": str(here), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "PATH": ""} | _ONE_THREAD,
        stdin=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
    )
