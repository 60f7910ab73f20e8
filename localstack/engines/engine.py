"""What the supervisor knows of an engine: prepare, command, check, stop."""

from __future__ import annotations

import signal
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from pathlib import Path

    from cdlc.settings import Settings

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Unhealthy(Exception):
    """An engine answers, but not as a healthy one does; the text says what it answered."""


@dataclass(frozen=True, slots=True)
class Command:
    """A program to run: its words, its whole environment and the folder it starts in."""

    words: tuple[str, ...]
    environment: dict[str, str]
    folder: Path


class Engine(ABC):
    """One engine of one local cloud. Every method may block; the supervisor calls them off its event loop."""

    name: ClassVar[str]
    """Also the key of its port in settings.toml."""
    more_ports: ClassVar[tuple[str, ...]] = ()
    after: ClassVar[tuple[str, ...]] = ()
    """Engines that must be healthy before this one starts, and that stop only when it has stopped."""
    death_signal: ClassVar[str] = "KILL"
    """What the kernel sends when the supervisor dies; every engine here survives a KILL without losing a commit."""
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM
    grace_seconds: ClassVar[float] = 15
    """How long a stop may take before it becomes a KILL."""
    check_seconds: ClassVar[float] = 5
    """How often a healthy engine is asked its question again."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder = settings.state / self.name

    @property
    def ports(self) -> tuple[int, ...]:
        """Every port that it listens on, its address's first."""
        return tuple(self.settings.ports[key] for key in (self.name, *self.more_ports))

    @property
    def address(self) -> str:
        return self.settings.address(self.name)

    @property
    def log(self) -> Path:
        return self.settings.state / "logs" / f"{self.name}.log"

    def environment(self, **more: str) -> dict[str, str]:
        """The whole environment of its processes: nothing of the caller's, so no credential can leak into it."""
        home = str(self.folder)
        return {"PATH": PATH, "HOME": home, "LANG": "C.UTF-8", "TZ": "UTC", "TMPDIR": str(self.folder / "tmp"), **more}

    @abstractmethod
    def prepare(self) -> None:
        """Make its folders, configuration and first data; called before every start, so it repeats harmlessly."""

    @abstractmethod
    def command(self) -> Command:
        """The program to run in the foreground."""

    def ended(self, code: int) -> None:  # noqa: B027  # most engines have nothing to do then
        """Called after its process has ended, with its exit status (negative: the signal)."""

    def lost_its_deployment(self) -> bool:
        """Asked after a restart: whether the application must be deployed again before the engine counts as healthy."""
        return False

    @abstractmethod
    def check(self) -> None:
        """Ask it a real question. Raises anything when the answer is not a healthy engine's."""
