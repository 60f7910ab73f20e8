"""What the engines on the JVM share: small, quick to start, with an archive of their loaded classes (AppCDS)."""

from __future__ import annotations

import hashlib
import shutil
from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from engines.engine import Command, Engine

if TYPE_CHECKING:
    from pathlib import Path

# C1 alone and one compiler thread: start-up is bound by CPU, and no engine here runs hot for long.
_FLAGS = (
    "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:CICompilerCount=1", "-XX:-UsePerfData", "-Xss512k",
    "-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true", "-Djava.net.preferIPv4Stack=true",
)  # fmt: skip
_ORDERLY = (0, 143)  # what a JVM exits with after SIGTERM


class JvmEngine(Engine):
    """Runs `main_class` from the jars of `module` with `arguments`; its heap is `<name>_heap` of the settings."""

    module: ClassVar[str]
    """A folder of `engines/jars`."""
    main_class: ClassVar[str]
    grace_seconds = 30  # the first orderly stop also writes the archive
    archived: ClassVar[bool] = True
    """Whether an archive of its classes pays: it saves Neo4j 40 % of its CPU time at start."""
    metaspace_mb: ClassVar[int]
    code_cache_mb: ClassVar[int]

    @property
    @abstractmethod
    def arguments(self) -> tuple[str, ...]:
        """What follows the class's name."""

    @property
    @abstractmethod
    def flags(self) -> tuple[str, ...]:
        """What this engine's JVM is told beyond what all are told."""

    def prepare(self) -> None:
        (self.folder / "tmp").mkdir(parents=True, exist_ok=True)

    def java(self, main_class: str, *arguments: str, heap_mb: int, more: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The words that run a class; the class path is sorted, since an archive needs the identical one."""
        path = ":".join(str(jar) for jar in self._jars)
        sizes = (f"-XX:MaxMetaspaceSize={self.metaspace_mb}m", f"-XX:ReservedCodeCacheSize={self.code_cache_mb}m",
                 "-Xms64m", f"-Xmx{heap_mb}m", f"-Djava.io.tmpdir={self.folder / 'tmp'}")  # fmt: skip
        return ("java", *_FLAGS, *sizes, *self.flags, *more, "-cp", path, main_class, *arguments)

    def command(self) -> Command:
        heap = self.settings.memory_mb[f"{self.name}_heap"]
        more = ("-Xlog:cds=off", self._archiving()) if self.archived else ()
        words = self.java(self.main_class, *self.arguments, heap_mb=heap, more=more)
        return Command(words, self.environment(MALLOC_ARENA_MAX="2"), self.folder)

    def _archiving(self) -> str:
        """Use the archive, or write it at the end where there is none."""
        archive = self._archive
        if archive.exists():
            return f"-XX:SharedArchiveFile={archive}"
        archive.parent.mkdir(parents=True, exist_ok=True)
        return f"-XX:ArchiveClassesAtExit={self._fresh}"

    @property
    def _jars(self) -> list[Path]:
        return sorted((self.settings.installed / "jars" / self.module).glob("*.jar"))

    @property
    def _archive(self) -> Path:
        """One per JVM and set of jars; whoever stops first in good order leaves it for all later starts."""
        machine = shutil.which("java") or "java"
        jars = (f"{jar}:{jar.stat().st_mtime_ns}" for jar in self._jars)
        made_of = "|".join((machine, self.main_class, *_FLAGS, *jars))
        digest = hashlib.sha256(made_of.encode()).hexdigest()[:12]
        return self.settings.installed / "archives" / f"{self.name}-{digest}.jsa"

    @property
    def _fresh(self) -> Path:
        return self._archive.with_suffix(f".{self.ports[0]}")

    def ended(self, code: int) -> None:
        """Keep the archive that an orderly stop wrote; a JVM that was killed may have written half of one."""
        if self._fresh.exists():
            if code in _ORDERLY:
                self._fresh.replace(self._archive)
            else:
                self._fresh.unlink()
