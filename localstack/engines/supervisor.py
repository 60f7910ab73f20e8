"""The process that keeps the engines: `python -m engines.supervisor`, one per state folder.

It holds `supervisor.lock` for as long as it lives, answers on `control.sock` and writes what it knows to
`supervisor.json`. When one engine cannot be started, it stops them all and exits with 1.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from cdlc.settings import load
from engines import processes
from engines.control import Server
from engines.keeper import Keeper, PartFailed
from engines.registry import engines
from engines.rendering import write

if TYPE_CHECKING:
    from cdlc.settings import Settings


class Supervisor:
    """`phase` is starting, up, stopping, stopped or failed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.phase = "starting"
        self.failure: dict[str, Any] | None = None
        self.changed = asyncio.Condition()
        self._began = time.time()
        self._stop = asyncio.Event()
        self._notices: set[asyncio.Task[None]] = set()
        self.keepers = {engine.name: Keeper(engine, self._notice, self._redeploy) for engine in engines(settings)}

    def snapshot(self) -> dict[str, Any]:
        """Everything that `status` shows, JSON-ready."""
        return {"phase": self.phase, "pid": os.getpid(), "began": self._began, "failure": self.failure,
                "parts": [keeper.snapshot() for keeper in self.keepers.values()]}  # fmt: skip

    def _notice(self) -> None:
        """Something changed: write it down and wake who watches."""
        if not hasattr(self, "keepers"):
            return
        write(self.settings.state / "supervisor.json", json.dumps(self.snapshot(), indent=1))
        task = asyncio.get_running_loop().create_task(self._wake())
        self._notices.add(task)
        task.add_done_callback(self._notices.discard)

    async def _wake(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    def _enter(self, phase: str) -> None:
        self.phase = phase
        self._notice()

    def ask_to_stop(self) -> None:
        """Begin the orderly end (also on SIGTERM and SIGINT)."""
        self._stop.set()

    async def run(self) -> int:
        """Live from start to stop; answers the exit code."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(2 * len(self.keepers) + 2))
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(number, self.ask_to_stop)
        async with Server(self):
            watches = await self._start()
            await self._stop.wait()
            await self._end(watches)
        return 1 if self.failure else 0

    async def _start(self) -> list[asyncio.Task[None]]:
        starting = asyncio.ensure_future(self._start_all())
        stopping = asyncio.ensure_future(self._stop.wait())
        await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not starting.done():
            starting.cancel()
            await asyncio.wait([starting])
            return []
        error = starting.exception()
        if isinstance(error, PartFailed):
            self.failure = {"part": error.part, "why": error.why, "log": error.log}
            self._stop.set()
            return []
        starting.result()
        self._enter("up")
        return [asyncio.ensure_future(keeper.keep()) for keeper in self.keepers.values()]

    async def _start_all(self) -> None:
        async def begin(keeper: Keeper) -> None:
            await keeper.begin([self.keepers[name] for name in keeper.engine.after])

        tasks = [asyncio.ensure_future(begin(keeper)) for keeper in self.keepers.values()]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def _end(self, watches: list[asyncio.Task[None]]) -> None:
        self._enter("stopping")
        for watch in watches:
            watch.cancel()
        await asyncio.gather(*watches, return_exceptions=True)
        stopped = {name: asyncio.Event() for name in self.keepers}

        async def stop(keeper: Keeper) -> None:
            for other in self.keepers.values():
                if keeper.engine.name in other.engine.after:
                    await stopped[other.engine.name].wait()
            await keeper.stop()
            stopped[keeper.engine.name].set()

        await asyncio.gather(*(stop(keeper) for keeper in self.keepers.values()))
        # A start that was given up half-way may have made a process that no keeper knows.
        await asyncio.to_thread(lambda: processes.end(processes.leftovers(self.settings.state)))
        self._enter("failed" if self.failure else "stopped")
        await asyncio.gather(*self._notices)

    async def _redeploy(self) -> str:
        """Deploy again after an engine lost what was deployed; the text of the trouble, or nothing."""
        log = self.settings.state / "logs" / "deploy.log"
        with log.open("ab") as out:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "engines.redeploy", stdout=out, stderr=out, stdin=asyncio.subprocess.DEVNULL
            )
            try:
                code = await process.wait()
            finally:
                if process.returncode is None:
                    process.kill()
        return f"deploying again failed: see {log}" if code else ""


def main() -> int:
    """Run until told to stop. Exits with 3 when another supervisor has this state."""
    settings = load()
    settings.state.mkdir(parents=True, exist_ok=True)
    (settings.state / "logs").mkdir(exist_ok=True)
    lock = (settings.state / "supervisor.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(f"another supervisor runs {settings.state}", file=sys.stderr)
        return 3
    asyncio.run(_live(settings))
    return 0


async def _live(settings: Settings) -> None:
    code = await Supervisor(settings).run()
    sys.stdout.flush()
    os._exit(code)  # a check may still be blocked in its thread: nobody waits for its answer


if __name__ == "__main__":
    sys.exit(main())
