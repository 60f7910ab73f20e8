"""Runs ffmpeg and ffprobe on files that nobody trusts: bounded, alone in a folder, gone when LocalStack is gone.

What they may open is said twice: which container formats (no playlist, script, list or text format is among them, so
that a file cannot name another one) and which protocols (plain files only, so that it cannot name an address).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

# MediaConvert's input containers, by the names of ffmpeg's demuxers. `mov` does not follow data references by default.
DEMUXERS = ("mov", "matroska", "avi", "mpegts", "mpeg", "mpegvideo", "mxf", "flv", "asf", "ogg")
RESTRICTED = ("-protocol_whitelist", "file", "-format_whitelist", ",".join(DEMUXERS))
MAX_PIXELS = 8192 * 4320  # MediaConvert's largest picture
GUARDS = ("-max_pixels", str(MAX_PIXELS))
_TAIL = 4000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process may use: seconds of wall clock, bytes of address space, bytes per file."""

    seconds: float
    memory: int = 6 << 30
    file_bytes: int = 64 << 20


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended: exit status (negative: the signal), the last lines that it wrote, whether time ran out."""

    status: int
    complaint: str
    timed_out: bool = False


class Run:
    """One process; `stop` may be called from any thread."""

    def __init__(self, words: tuple[str, ...], folder: Path, limits: Limits) -> None:
        """Start it. The caller's thread must live until the process has ended: the kernel kills it with that thread."""
        self.timed_out = False
        self._complaints = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # closed in `wait`
        self._process = subprocess.Popen(
            (*_harness(limits), *words),
            cwd=folder,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(folder), "AV_LOG_FORCE_NOCOLOR": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            start_new_session=True,
        )
        self._alarm = threading.Timer(limits.seconds, self._out_of_time)
        self._alarm.daemon = True
        self._alarm.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def lines(self) -> Iterator[str]:
        """What it prints, as it prints it."""
        assert self._process.stdout  # noqa: S101  # a pipe by construction
        for line in self._process.stdout:
            yield line.decode(errors="replace").rstrip("\n")

    def wait(self) -> Ended:
        """Its end. Call after the last of `lines`."""
        status = self._process.wait()
        self._alarm.cancel()
        if self._process.stdout:
            self._process.stdout.close()
        self._complaints.seek(max(0, self._complaints.seek(0, os.SEEK_END) - _TAIL))
        complaint = self._complaints.read().decode(errors="replace")
        self._complaints.close()
        return Ended(status, complaint.strip(), self.timed_out)

    def stop(self) -> None:
        """Kill it with everything that it may have started."""
        if self._process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _out_of_time(self) -> None:
        self.timed_out = True
        self.stop()


def run(words: tuple[str, ...], folder: Path, limits: Limits, *, each: Callable[[str], None] = lambda _: None) -> Ended:
    """Run to the end; `each` sees every line that it prints."""
    process = Run(words, folder, limits)
    try:
        for line in process.lines():
            each(line)
    finally:
        process.stop()
        ended = process.wait()
    return ended


def program(name: str) -> str:
    """Where `ffmpeg` or `ffprobe` is. Raises `FileNotFoundError` where it is not installed."""
    found = shutil.which(name, path="/usr/local/bin:/usr/bin:/bin")
    if found is None:
        raise FileNotFoundError(f"{name} is not installed: run `cdlc up`, or apt-get install ffmpeg")
    return found


@contextmanager
def folder(parent: Path, name: str) -> Iterator[Path]:
    """A folder of the job's own, empty at the beginning and gone at the end."""
    place = parent / name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True, mode=0o700)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _harness(limits: Limits) -> tuple[str, ...]:
    """Dies with the thread that started it, gains no privilege, is bounded, and makes way for the engines."""
    return (
        *("setpriv", "--pdeathsig", "KILL", "--no-new-privs", "--"),
        *("prlimit", f"--as={limits.memory}", f"--fsize={limits.file_bytes}", "--core=0", "--nofile=256", "--"),
        *("nice", "-n", "10"),
    )
