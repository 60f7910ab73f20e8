"""The local cloud as the command sees it: is a supervisor there, start one, stop it, clear what a killed one left."""

from __future__ import annotations

import contextlib
import fcntl
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from cdlc.preflight import taken_ports
from engines import control, processes
from engines.registry import engines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cdlc.settings import Settings

_SPAWN_PATIENCE = 20.0


@contextlib.contextmanager
def alone(settings: Settings, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the state's lock: one `up`, `down` or `reset` at a time; `waiting` is called when another has it."""
    settings.state.mkdir(parents=True, exist_ok=True)
    with (settings.state / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def ports(settings: Settings) -> list[tuple[str, int]]:
    """(part, port) of every port that the engines listen on."""
    return [(engine.name, port) for engine in engines(settings) for port in engine.ports]


def clear_leftovers(settings: Settings) -> None:
    """End what a killed supervisor left behind; raises `TimeoutError` naming what does not go."""
    left = processes.leftovers(settings.state)
    processes.end(left)
    stubborn = [f"{process.name()} (pid {process.pid})" for process in left if process.is_running()]
    if stubborn:
        raise TimeoutError(f"left behind by a killed supervisor and not to be ended: {', '.join(stubborn)}")


def blocked(settings: Settings) -> list[str]:
    """Ports that are taken, one line each."""
    return taken_ports(settings, ports(settings))


def start_supervisor(settings: Settings) -> None:
    """Start the supervisor in a session of its own and wait for its socket.

    Raises `RuntimeError` with the last lines of its log when it ends instead.
    """
    logs = settings.state / "logs"
    logs.mkdir(exist_ok=True)
    for log in logs.glob("*.log"):
        log.replace(log.with_suffix(".log.1"))
    path = logs / "supervisor.log"
    with path.open("wb") as out:
        process = subprocess.Popen(
            (sys.executable, "-m", "engines.supervisor"), cwd=settings.state, stdin=subprocess.DEVNULL,
            stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    deadline = time.monotonic() + _SPAWN_PATIENCE
    while control.status(settings.state) is None:
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the supervisor did not start: {path.read_text()[-600:].strip()}")
        time.sleep(0.02)


def watch(settings: Settings, report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Follow the start; answers the last snapshot (phase `up`, `failed` or `stopped`)."""
    last = _follow(settings, "watch", report)
    if last["phase"] != "up":
        processes.wait_gone(last["pid"], patience=30)
    return last


def stop(settings: Settings, report: Callable[[dict[str, Any]], None]) -> bool:
    """Stop everything and wait until it is gone; False when nothing ran."""
    running = control.status(settings.state)
    if running is not None:
        with contextlib.suppress(ConnectionError):
            _follow(settings, "stop", report)
        processes.wait_gone(running["pid"], patience=30)
    clear_leftovers(settings)
    return running is not None


def _follow(settings: Settings, request: str, report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    last: dict[str, Any] = {}
    for last in control.ask(settings.state, request):
        report(last)
    if not last:
        raise ConnectionError("the supervisor ended without an answer")
    return last


def drop(settings: Settings) -> None:
    """Delete everything in the state folder but its lock, which the caller holds."""
    for path in settings.state.iterdir():
        if path.name == "lock":
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
