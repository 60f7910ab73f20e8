"""The front's settings, from CLICKHOUSE_FRONT_* variables."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

MIB = 1024 * 1024


@dataclass(frozen=True)
class FrontSettings:
    """Where it keeps its data, where it listens, and its limits (sizes in MiB, times in seconds)."""

    path: Path
    users_file: Path
    port: int
    host: str = "127.0.0.1"
    max_memory_mb: int = 900
    max_body_mb: int = 64
    max_queries: int = 8
    max_seconds: int = 60

    @classmethod
    def from_environment(cls) -> FrontSettings:
        """Read the variables.

        Raises `SystemExit` with one line where one is missing or is not a whole number.
        """
        return cls(
            path=Path(_text("PATH")).resolve(),
            users_file=Path(_text("USERS_FILE")).resolve(),
            port=_number("PORT"),
            host=_text("HOST", cls.host),
            max_memory_mb=_number("MAX_MEMORY_MB", cls.max_memory_mb),
            max_body_mb=_number("MAX_BODY_MB", cls.max_body_mb),
            max_queries=_number("MAX_QUERIES", cls.max_queries),
            max_seconds=_number("MAX_SECONDS", cls.max_seconds),
        )


def _text(name: str, default: str | None = None) -> str:
    value = os.environ.get(f"CLICKHOUSE_FRONT_{name}") or default
    if value is None:
        raise SystemExit(f"clickhouse_front: CLICKHOUSE_FRONT_{name} is not set: give it in the environment")
    return value


def _number(name: str, default: int | None = None) -> int:
    text = _text(name, None if default is None else str(default))
    if not text.isdigit() or int(text) == 0:
        raise SystemExit(f"clickhouse_front: CLICKHOUSE_FRONT_{name}={text!r} is not a whole number above 0")
    return int(text)
