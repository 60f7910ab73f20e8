"""Processes of the engines: started so that they die with the supervisor, found again after it was killed, measured."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engines.engine import Command

_KILL_PATIENCE = 5.0
MARK = "CDLC_SUPERVISED"
"""In the environment of every engine's process: the state folder that it belongs to."""


async def spawn(command: Command, log: Path, state: Path, death_signal: str) -> asyncio.subprocess.Process:
    """Start a program in a session of its own; the kernel sends it `death_signal` when this process dies.

    setpriv sets that signal and becomes the program, so no Python code runs between fork and exec.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        return await asyncio.create_subprocess_exec(
            "setpriv", "--pdeathsig", death_signal, "--", *command.words,
            env={**command.environment, MARK: str(state)}, cwd=command.folder,
            stdin=asyncio.subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip


def kill_session(leader: int) -> None:
    """Kill what is left of a session whose leader has ended (nginx's workers, a function's process)."""
    deadline = time.monotonic() + _KILL_PATIENCE
    while (left := session(leader)) and time.monotonic() < deadline:
        for process in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        time.sleep(0.005)  # they are nobody's children here: there is no event to wait for


def session(leader: int) -> list[psutil.Process]:
    """Every living process of the session that `leader` opened, itself included."""
    return [process for process in psutil.process_iter() if _lives_in(process, leader)]


def _lives_in(process: psutil.Process, leader: int) -> bool:
    try:
        return os.getsid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE
    except (ProcessLookupError, PermissionError, psutil.NoSuchProcess):
        return False


def leftovers(state: Path) -> list[psutil.Process]:
    """Processes that an earlier supervisor of this state left behind."""
    return [process for process in psutil.process_iter() if process.pid != os.getpid() and _marked(process, state)]


def _marked(process: psutil.Process, state: Path) -> bool:
    try:
        return process.environ().get(MARK) == str(state)
    except (psutil.Error, OSError):
        return False


def end(processes: Iterable[psutil.Process], patience: float = 5) -> None:
    """Ask processes to end, wait `patience` seconds, then kill the rest."""
    asked = list(processes)
    for process in asked:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, alive = psutil.wait_procs(asked, timeout=patience)
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=patience)


def memory_mb(pid: int) -> float:
    """Proportional set size of a process and all below it, in MB; 0 when it is gone."""
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    return sum(_pss(process.pid) for process in family) / 1024


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def owner(port: int) -> str:
    """Who listens on a port: `name, pid 123`, or `another user's process` when the kernel does not tell."""
    for connection in psutil.net_connections("tcp"):
        listens = connection.status == psutil.CONN_LISTEN and connection.laddr and connection.laddr.port == port
        if listens and connection.pid:
            with contextlib.suppress(psutil.NoSuchProcess):
                return f"{psutil.Process(connection.pid).name()}, pid {connection.pid}"
    return "another user's process"


def wait_gone(pid: int, patience: float) -> bool:
    """Wait until a process has ended; False when it still runs after `patience` seconds."""
    try:
        psutil.Process(pid).wait(timeout=patience)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return False
    return True


def how_it_ended(code: int) -> str:
    """An exit status in words."""
    if code >= 0:
        return f"exited with {code}"
    return f"killed by {signal.Signals(-code).name}"
