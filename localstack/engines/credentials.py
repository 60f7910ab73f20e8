"""Passwords of the engines' administrators: made once per state, kept in its `secrets.json` (mode 0600)."""

from __future__ import annotations

import fcntl
import json
import secrets
from typing import TYPE_CHECKING

from engines.rendering import write

if TYPE_CHECKING:
    from cdlc.settings import Settings

NAMES = {
    "mysql_root": "", "debezium": "", "clickhouse_admin": "", "cassandra_admin": "", "neo4j_admin": "",
    "payments": "sk_test_",
}  # fmt: skip
"""Each name with what its value begins with."""


def load(settings: Settings) -> dict[str, str]:
    """Every name of `NAMES` with its password; those that are missing are made and kept first."""
    path = settings.state / "secrets.json"
    settings.state.mkdir(parents=True, exist_ok=True)
    with (settings.state / "secrets.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        missing = [name for name in NAMES if name not in known]
        if missing:
            known |= {name: NAMES[name] + secrets.token_urlsafe(24) for name in missing}
            write(path, json.dumps(known, indent=2) + "\n")
    return known
