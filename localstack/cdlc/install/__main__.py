"""`python -m cdlc.install`: every step whose inputs changed, independent ones side by side."""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cdlc.install import jars, packages, plan
from cdlc.install.step import Step

ROOT = Path(__file__).resolve().parents[3]
LOCAL = ROOT / ".local"
STAMPS = LOCAL / "stamps"
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class Installation:
    """Runs the steps that are to do, each when what it needs is done."""

    def __init__(self, todo: list[Step], absent: list[str]) -> None:
        self._began = time.monotonic()
        self._todo = todo
        if absent:
            self._todo = [Step("packages", (), (), lambda log: packages.install(absent, log)), *todo]
        self._ended = {step.name: threading.Event() for step in self._todo}
        self._failed: list[str] = []

    def run(self) -> int:
        """0 when everything is there, 1 after one line per step that failed."""
        print(f"installing: {', '.join(step.name for step in self._todo)}", flush=True)
        with ThreadPoolExecutor(max(1, len(self._todo))) as pool:
            list(pool.map(self._one, self._todo))
        for line in self._failed:
            print(line, file=sys.stderr)
        if self._failed:
            return 1
        seconds = time.monotonic() - self._began
        if "uv" in self._ended:  # the very first: `cdlc demo` tells how long it was from nothing
            (LOCAL / "installed-in").write_text(f"{seconds:.1f}")
        print(f"installed in {seconds:.1f} s", flush=True)
        return 0

    def _one(self, step: Step) -> None:
        for name in step.needs:
            if name in self._ended:
                self._ended[name].wait()
        log = LOCAL / "logs" / f"install-{step.name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_bytes(b"")
        try:
            if not self._failed:
                self._make(step, log)
        except (OSError, subprocess.CalledProcessError, jars.WrongJar, packages.StillMissing) as error:
            self._failed.append(f"{step.name}: {_short(error)}: {reason(log.read_text(errors='replace'))} (see {log})")
        finally:
            self._ended[step.name].set()

    def _make(self, step: Step, log: Path) -> None:
        began = time.monotonic()
        step.make(log)
        if step.name != "packages":
            step.stamp(STAMPS)
        now = time.monotonic()
        print(f"{now - self._began:6.1f} s  {step.name} done in {now - began:.1f} s", flush=True)


def _short(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return f"{Path(error.cmd[0]).name} exited with {error.returncode}"
    return str(error)


def reason(output: str) -> str:
    """The line of a program's output that most likely says why it failed, without its colours."""
    lines = [line.strip() for line in _COLOURS.sub("", output).splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower() or line.startswith("E:")]
    return (telling or lines[-1:] or ["it printed nothing"])[0][:300]


def install(*, only_packages: bool, tests: bool) -> int:
    """Install what is missing; the exit code."""
    absent = packages.missing(tests=tests)
    if absent and os.geteuid() != 0:
        more = " --tests" if tests else ""
        print(
            f"missing: {', '.join(absent)}; run this first: sudo {ROOT}/localstack/bootstrap.sh --packages{more}",
            file=sys.stderr,
        )
        return 1
    if only_packages:
        return _packages(absent)
    LOCAL.mkdir(exist_ok=True)
    with (LOCAL / "install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        todo = plan.todo(plan.steps(ROOT), STAMPS)
        return Installation(todo, absent).run() if todo or absent else 0


def _packages(absent: list[str]) -> int:
    """With sudo: the packages alone, and nothing of root's in the folder of whoever called."""
    if not absent:
        return 0
    print(f"installing: {', '.join(absent)}", flush=True)
    log = Path(tempfile.mkdtemp(prefix="cdlc-packages-")) / "apt.log"
    try:
        packages.install(absent, log)
    except (OSError, subprocess.CalledProcessError, packages.StillMissing) as error:
        print(f"packages: {_short(error)}: {reason(log.read_text(errors='replace'))} (see {log})", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(install(only_packages="--packages" in sys.argv[1:], tests="--tests" in sys.argv[1:]))
