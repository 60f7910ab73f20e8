"""Engines of these tests' own, beside the cloud that the other tests share: they are killed, blocked and broken."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from cdlc.settings import Settings, load
from engines import control, processes
from local_cloud import cdlc, eventually

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

_BESIDE = int(os.environ["CDLC_PORT_OFFSET"])  # of the cloud that the other tests share (tests/conftest.py)
RECOVERY = 30.0  # seconds in which the whole is healthy again after any one process was killed


@dataclass(frozen=True)
class OwnEngines:
    """One state folder on ports of its own."""

    settings: Settings
    offset: int

    def cdlc(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        state = str(self.settings.state)
        return cdlc(*words, CDLC_STATE=state, CDLC_PORT_OFFSET=str(self.offset), **environment)

    def up(self) -> None:
        done = self.cdlc("up", "--engines-only")
        assert done.returncode == 0, done.stdout + done.stderr

    def parts(self) -> list[dict[str, Any]]:
        snapshot = control.status(self.settings.state)
        assert snapshot is not None, "no supervisor"
        parts: list[dict[str, Any]] = snapshot["parts"]
        return parts

    def part(self, name: str) -> dict[str, Any]:
        return next(part for part in self.parts() if part["name"] == name)

    def lame(self) -> list[str]:
        """Names of the parts that are not healthy."""
        return [part["name"] for part in self.parts() if part["state"] != "healthy"]

    def kill(self, name: str) -> None:
        """Kill -9 the engine's process and wait until the supervisor has brought it back and the whole is healthy.

        The whole: who depends on the killed one (Connect on its broker, a connector on its database) is asked again
        only at its next check, and would be found lame by a later test.
        """
        before = self.part(name)
        os.kill(before["pid"], signal.SIGKILL)

        def back() -> bool:
            now = self.part(name)
            return now["state"] == "healthy" and now["pid"] != before["pid"] and not self.lame()

        eventually(back, RECOVERY, f"{name} and the whole are healthy again after kill -9")
        assert self.part(name)["restarts"] == before["restarts"] + 1

    def nothing_is_left(self) -> None:
        """No process of this state, no port of it taken."""
        assert [process.name() for process in processes.leftovers(self.settings.state)] == []
        assert control.status(self.settings.state) is None
        from cdlc.cloud import blocked  # noqa: PLC0415  # reads settings of the environment at import

        assert blocked(self.settings) == []


def own_engines(state: Path, offset: int) -> OwnEngines:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CDLC_STATE", str(state))
        patch.setenv("CDLC_PORT_OFFSET", str(offset))
        return OwnEngines(load(), offset)


@pytest.fixture
def stopped(tmp_path: Path) -> Iterator[OwnEngines]:
    """A fresh state in which nothing runs yet; whatever a test starts there ends with it."""
    engines = own_engines(tmp_path / "state", _BESIDE + 700)
    yield engines
    assert engines.cdlc("down").returncode == 0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnEngines]:
    """All engines up and empty, for a module's tests."""
    engines = own_engines(tmp_path_factory.mktemp("engines") / "state", _BESIDE + 600)
    engines.up()
    yield engines
    assert engines.cdlc("down").returncode == 0
