"""Keeps one engine: starts it, waits until it is healthy, watches it, starts it again when it dies."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Any

from engines import processes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from engines.engine import Engine

_CHECK_PATIENCE = 15.0
_STRIKES = 4  # failed checks in a row before a living process counts as dead
_BACK_OFF = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds before the first, second, … restart in a row
_STEADY = 60.0  # seconds of health after which the back-off starts over


class PartFailed(Exception):
    """An engine did not become healthy: which, why, and the last lines of its log."""

    def __init__(self, part: str, why: str, log: list[str]) -> None:
        super().__init__(f"{part}: {why}")
        self.part, self.why, self.log = part, why, log


class Keeper:
    """The life of one engine. `state` is one of waiting, preparing, starting, healthy, unhealthy, restarting,
    deploying, failed, stopping, stopped; every change of it is told to `changed`.
    """

    def __init__(self, engine: Engine, changed: Callable[[], None], redeploy: Callable[[], Awaitable[str]]) -> None:
        self.engine = engine
        self.restarts = 0
        self.healthy = asyncio.Event()
        self._changed = changed
        self._redeploy = redeploy
        self._process: asyncio.subprocess.Process | None = None
        self._wanted = False
        self._enter("waiting")

    @property
    def pid(self) -> int | None:
        """The engine's process, while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    def snapshot(self) -> dict[str, Any]:
        """What `status` shows of it; times are seconds since the epoch."""
        engine = self.engine
        return {"name": engine.name, "state": self.state, "detail": self.detail, "address": engine.address,
                "pid": self.pid, "restarts": self.restarts, "since": self.since, "log": str(engine.log)}  # fmt: skip

    def _enter(self, state: str, detail: str = "") -> None:
        self.state, self.detail, self.since = state, detail, time.time()
        if state == "healthy":
            self.healthy.set()
        else:
            self.healthy.clear()
        self._changed()

    async def begin(self, needed: list[Keeper]) -> None:
        """Start for the first time. Raises `PartFailed` when it dies or is not healthy in time."""
        for keeper in needed:
            await keeper.healthy.wait()
        self._wanted = True
        await self._start()
        self._enter("healthy")

    async def _start(self) -> None:
        self._enter("preparing")
        try:
            await asyncio.to_thread(self.engine.prepare)
            command = self.engine.command()
            self._process = await processes.spawn(
                command, self.engine.log, self.engine.settings.state, self.engine.death_signal
            )
        except Exception as error:
            raise self._failed(f"cannot be started: {error}") from error
        self._enter("starting")
        await self._until_healthy(self._process)

    async def _until_healthy(self, process: asyncio.subprocess.Process) -> None:
        patience = self.engine.settings.limits["start_seconds"]
        try:
            async with asyncio.timeout(patience):
                if await _first(process.wait(), self._answers()) is not None:
                    raise self._failed(f"{processes.how_it_ended(process.returncode or 0)} while starting")
        except TimeoutError as error:
            raise self._failed(f"not healthy after {patience} s ({self.detail or 'no answer'})") from error

    async def _answers(self) -> None:
        """Come back when the port is open and a real question was answered."""
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection(self.engine.settings.host, self.engine.ports[0])
                writer.close()
                break
            await asyncio.sleep(0.05)
        while (problem := await self._problem()) is not None:
            self.detail = problem
            await asyncio.sleep(0.1)

    async def _problem(self) -> str | None:
        try:
            async with asyncio.timeout(_CHECK_PATIENCE):
                await asyncio.to_thread(self.engine.check)
        except Exception as error:  # noqa: BLE001  # whatever a check raises is an answer: not healthy
            return f"{type(error).__name__}: {error}"
        return None

    def _failed(self, why: str) -> PartFailed:
        self._enter("failed", why)
        return PartFailed(self.engine.name, why, tail(self.engine))

    async def keep(self) -> None:
        """Watch for ever: a dead engine is started again, with back-off; a silent one is killed first."""
        failures = 0
        while self._wanted:
            why = await self._watch()
            failures = 1 if time.time() - self.since > _STEADY else failures + 1
            self.restarts += 1
            print(f"{self.engine.name}: {why}; restart {self.restarts}", flush=True)
            self._enter("restarting", why)
            await self._end_process()
            await asyncio.sleep(_BACK_OFF[min(failures, len(_BACK_OFF)) - 1])
            await self._again()

    async def _again(self) -> None:
        try:
            await self._start()
            trouble = ""
            if await asyncio.to_thread(self.engine.lost_its_deployment):
                self._enter("deploying")
                trouble = await self._redeploy()
            self._enter("healthy", trouble)
        except PartFailed as error:
            print(error, flush=True)
            self._enter("restarting", error.why)

    async def _watch(self) -> str:
        """Wait until the engine needs a restart; says why."""
        process, strikes = self._process, 0
        if process is None:
            return self.detail
        while True:
            with contextlib.suppress(TimeoutError):
                code = await asyncio.wait_for(process.wait(), self.engine.check_seconds)
                return processes.how_it_ended(code)
            problem = await self._problem()
            strikes = strikes + 1 if problem else 0
            if strikes >= _STRIKES:
                return f"silent: {problem}"
            if (problem is None) != (self.state == "healthy"):
                self._enter("unhealthy" if problem else "healthy", problem or "")

    async def stop(self) -> None:
        """Stop for good: the engine's own signal, then, after its grace, a KILL; nothing of its session stays."""
        self._wanted = False
        self._enter("stopping")
        await self._end_process()
        self._enter("stopped")

    async def _end_process(self) -> None:
        process = self._process
        if process is None:
            return
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(self.engine.stop_signal)
            try:
                await asyncio.wait_for(process.wait(), self.engine.grace_seconds)
            except TimeoutError:
                process.kill()
                await process.wait()
        await asyncio.to_thread(processes.kill_session, process.pid)
        await asyncio.to_thread(self.engine.ended, process.returncode or 0)

    async def restart(self) -> None:
        """Have it started anew: end its process, the watch does the rest; comes back when it is healthy again."""
        self.healthy.clear()
        process = self._process
        if process and process.returncode is None:
            process.send_signal(self.engine.stop_signal)
        await self.healthy.wait()


async def _first(ends: Awaitable[int], answers: Awaitable[None]) -> int | None:
    """The exit status when the process ends first, nothing when it answers first; the other wait is given up."""
    ended, answered = asyncio.ensure_future(ends), asyncio.ensure_future(answers)
    try:
        await asyncio.wait((ended, answered), return_when=asyncio.FIRST_COMPLETED)
        return ended.result() if ended.done() else None
    finally:
        ended.cancel()
        answered.cancel()


def tail(engine: Engine, lines: int = 12) -> list[str]:
    """The last lines of an engine's log."""
    try:
        return engine.log.read_text(errors="replace").splitlines()[-lines:]
    except OSError:
        return []
