"""How others talk to the supervisor: JSON lines over a Unix socket in the state folder.

`{"ask": "status"}` answers one snapshot; `watch` answers one at each change until every part is healthy or all stopped;
`stop` does so until the end; `restart` (with `part`) answers when that part is healthy again.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from engines.supervisor import Supervisor

_NAME = "control.sock"


class Server:
    """Serves the supervisor's socket while entered."""

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor = supervisor
        self._talks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        listener = socket.socket(socket.AF_UNIX)
        with _reachable(self._supervisor.settings.state) as path:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)  # noqa: PTH108  # not a name that a Path should keep
            listener.bind(path)
            os.chmod(path, 0o600)  # noqa: PTH101
        self._server = await asyncio.start_unix_server(self._talk, sock=listener)
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._server.close()
        if self._talks:
            _, late = await asyncio.wait(self._talks, timeout=1)
            for task in late:
                task.cancel()
        (self._supervisor.settings.state / _NAME).unlink(missing_ok=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  # the event loop runs this in one
        self._talks.add(task)
        try:
            request = json.loads(await reader.readline())
            async for answer in self._answers(request):
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError, KeyError) as error:
            with contextlib.suppress(ConnectionError):
                writer.write(json.dumps({"error": f"{type(error).__name__}: {error}"}).encode() + b"\n")
        finally:
            writer.close()
            self._talks.discard(task)

    async def _answers(self, request: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        supervisor = self._supervisor
        match request["ask"]:
            case "status":
                yield supervisor.snapshot()
            case "watch":
                patience = 2 * supervisor.settings.limits["start_seconds"]
                async for answer in self._until(lambda now: _ended(now) or _settled(now), patience):
                    yield answer
            case "stop":
                supervisor.ask_to_stop()
                async for answer in self._until(_ended):
                    yield answer
            case "restart":
                await supervisor.keepers[request["part"]].restart()
                yield supervisor.snapshot()

    async def _until(
        self, over: Callable[[dict[str, Any]], bool], patience: float | None = None
    ) -> AsyncIterator[dict[str, Any]]:
        """A snapshot now and at each change, the last one when it is over (or nothing changes for `patience` s)."""
        supervisor = self._supervisor
        while True:
            answer = supervisor.snapshot()
            yield answer
            if over(answer):
                return
            async with supervisor.changed:
                if supervisor.snapshot() == answer:
                    try:
                        await asyncio.wait_for(supervisor.changed.wait(), patience)
                    except TimeoutError:
                        return


def _ended(snapshot: dict[str, Any]) -> bool:
    return snapshot["phase"] in ("stopped", "failed")


def _settled(snapshot: dict[str, Any]) -> bool:
    return snapshot["phase"] == "up" and all(part["state"] == "healthy" for part in snapshot["parts"])


def ask(state: Path, request: str, **more: str) -> Iterator[dict[str, Any]]:
    """Ask the supervisor of a state folder; raises `ConnectionError` when none is there."""
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            with _reachable(state) as path:
                connection.connect(path)
        except OSError as error:
            raise ConnectionError(f"no supervisor answers in {state}") from error
        connection.sendall(json.dumps({"ask": request, **more}).encode() + b"\n")
        with connection.makefile("rb") as lines:
            for line in lines:
                yield json.loads(line)


def status(state: Path) -> dict[str, Any] | None:
    """The supervisor's snapshot, or nothing when none runs."""
    try:
        return next(ask(state, "status"), None)
    except ConnectionError:
        return None


@contextlib.contextmanager
def _reachable(state: Path) -> Iterator[str]:
    """A short path to the socket: the kernel takes no more than 107 bytes, a state folder may be deeper."""
    folder = os.open(state, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{_NAME}"
    finally:
        os.close(folder)
