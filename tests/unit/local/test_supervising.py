"""The supervisor and its keepers, on a small engine: a Python process that listens."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from cdlc.settings import Settings, load
from engines import control, keeper, processes, supervisor
from engines.engine import Command, Engine, Unhealthy
from engines.keeper import Keeper, PartFailed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LISTEN = "import socket, time; s = socket.create_server(('127.0.0.1', {port})); time.sleep(600)"


class Small(Engine):
    """Listens on its port and does nothing else; `script` may say otherwise."""

    name = "small"
    script = LISTEN
    sick = False

    def prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)

    def command(self) -> Command:
        words = (sys.executable, "-c", self.script.format(port=self.ports[0]))
        return Command(words, self.environment(), self.folder)

    def check(self) -> None:
        if self.sick:
            raise Unhealthy("it feels sick")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    return replace(load(), state=tmp_path, ports={"small": port}, limits={"start_seconds": 10})


async def _no_deploy() -> str:
    return ""


class Watched:
    """A keeper of one engine; `until` waits for its changes."""

    def __init__(self, engine: Engine) -> None:
        self._change = asyncio.Event()
        self.kept = Keeper(engine, self._change.set, _no_deploy)

    async def until(self, condition: Callable[[Keeper], bool]) -> None:
        async with asyncio.timeout(15):
            while not condition(self.kept):
                self._change.clear()
                await self._change.wait()


def test_a_killed_process_is_started_again_and_counted(settings: Settings) -> None:
    async def play() -> None:
        watched = Watched(Small(settings))
        kept = watched.kept
        await kept.begin([])
        watch, first = asyncio.ensure_future(kept.keep()), kept.pid
        assert first
        os.kill(first, signal.SIGKILL)
        await watched.until(lambda now: now.restarts == 1 and now.state == "healthy")
        assert kept.pid not in (None, first)
        watch.cancel()
        await kept.stop()
        stopped = kept.snapshot()
        assert (stopped["pid"], stopped["state"]) == (None, "stopped")

    asyncio.run(play())
    assert processes.leftovers(settings.state) == []


async def _begin(engine: Engine) -> None:
    await Watched(engine).kept.begin([])


def test_a_process_that_ends_while_starting_is_reported_with_its_last_lines(settings: Settings) -> None:
    class Dying(Small):
        script = "print('no licence'); raise SystemExit(4)"

    with pytest.raises(PartFailed, match="small: exited with 4 while starting") as raised:
        asyncio.run(_begin(Dying(settings)))
    assert raised.value.log == ["no licence"]


def test_a_process_that_never_answers_is_reported_when_its_time_is_over(settings: Settings) -> None:
    class Sick(Small):
        sick = True

    async def play() -> None:
        kept = Watched(Sick(replace(settings, limits={"start_seconds": 1}))).kept
        try:
            await kept.begin([])
        finally:
            await kept.stop()

    with pytest.raises(PartFailed, match=r"not healthy after 1 s \(Unhealthy: it feels sick\)"):
        asyncio.run(play())
    assert processes.leftovers(settings.state) == []


def test_a_living_process_that_fails_its_checks_is_replaced(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "_STRIKES", 2)
    monkeypatch.setattr(Small, "check_seconds", 0.05)

    async def play() -> None:
        engine = Small(settings)
        watched = Watched(engine)
        kept = watched.kept
        await kept.begin([])
        watch, first = asyncio.ensure_future(kept.keep()), kept.pid
        engine.sick = True
        await watched.until(lambda now: now.restarts == 1)
        engine.sick = False
        await watched.until(lambda now: now.state == "healthy")
        assert kept.pid != first
        watch.cancel()
        await kept.stop()

    asyncio.run(play())


def test_what_a_process_leaves_in_its_session_ends_with_it(settings: Settings) -> None:
    class Parent(Small):
        script = (
            "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); "
            + LISTEN
        )

    async def play() -> None:
        kept = Watched(Parent(settings)).kept
        await kept.begin([])
        assert kept.pid
        assert len(processes.session(kept.pid)) == 2
        leader = kept.pid
        await kept.stop()
        assert processes.session(leader) == []

    asyncio.run(play())


def test_an_engine_sees_nothing_of_the_callers_environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    class Telling(Small):
        script = "import json, os; print(json.dumps(dict(os.environ)), flush=True); " + LISTEN

    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")

    async def play() -> None:
        kept = Watched(Telling(settings)).kept
        await kept.begin([])
        await kept.stop()

    asyncio.run(play())
    seen = json.loads((settings.state / "logs" / "small.log").read_text().splitlines()[0])
    assert set(seen) - {"LC_CTYPE"} == {"PATH", "HOME", "LANG", "TZ", "TMPDIR", processes.MARK}


def _in_thread(target: Callable[[], Any]) -> threading.Thread:
    thread = threading.Thread(target=target)
    thread.start()
    return thread


def test_the_supervisor_answers_over_a_socket_in_a_folder_deeper_than_a_socket_may_lie(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = settings.state / ("d" * 120)
    deep.mkdir()
    monkeypatch.setattr(supervisor, "engines", lambda known: (Small(known),))

    async def play() -> int:
        monkeypatch.setattr(asyncio.get_running_loop(), "add_signal_handler", lambda *_: None)
        return await supervisor.Supervisor(replace(settings, state=deep)).run()

    codes: list[int] = []
    thread = _in_thread(lambda: codes.append(asyncio.run(play())))
    while control.status(deep) is None:
        assert thread.is_alive()
    phases = [snapshot["phase"] for snapshot in control.ask(deep, "watch")]
    assert phases[-1] == "up"
    status = control.status(deep)
    assert status is not None
    assert [part["state"] for part in status["parts"]] == ["healthy"]
    restarted = list(control.ask(deep, "restart", part="small"))
    assert restarted[-1]["parts"][0]["pid"] != status["parts"][0]["pid"]
    assert [snapshot["phase"] for snapshot in control.ask(deep, "stop")][-1] == "stopped"
    thread.join(10)
    assert codes == [0]
    assert json.loads((deep / "supervisor.json").read_text())["phase"] == "stopped"
    assert control.status(deep) is None


def test_how_a_process_ended_is_said_in_words() -> None:
    assert processes.how_it_ended(3) == "exited with 3"
    assert processes.how_it_ended(-9) == "killed by SIGKILL"
