"""How the engines that run on the JVM are started: small, quick to start, with a class path in a fixed order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# C1 alone and one compiler thread: start-up is bound by CPU, and no engine here runs hot for long.
_FLAGS = (
    "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:CICompilerCount=1", "-XX:-UsePerfData", "-Xss512k",
    "-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true", "-Djava.net.preferIPv4Stack=true",
)  # fmt: skip


def java(jars: Path, main: str, *arguments: str, heap_mb: int, more: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The words that run class `main` from every jar of a folder."""
    path = ":".join(str(jar) for jar in sorted(jars.glob("*.jar")))
    return ("java", "-Xms64m", f"-Xmx{heap_mb}m", *_FLAGS, *more, "-cp", path, main, *arguments)
