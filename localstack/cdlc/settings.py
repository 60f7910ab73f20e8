"""The local cloud's settings: one TOML file, two environment variables.

`CDLC_STATE` moves the state folder, `CDLC_PORT_OFFSET` shifts every port, so that the tests or a second
checkout run beside a developer's cloud. Nothing else in `localstack/` reads addresses from anywhere else.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Settings:
    """Addresses (host and port), folders and limits of one local cloud."""

    root: Path
    state: Path
    stage: str
    region: str
    account: str
    host: str
    public_host: str
    api_domain: str
    ports: dict[str, int]
    memory_mb: dict[str, int]
    limits: dict[str, int]

    @property
    def installed(self) -> Path:
        """Where what `cdlc up` installs lies (virtual environments, jars): shared by every state of a checkout."""
        return self.root / ".local"

    @property
    def public_url(self) -> str:
        return f"http://{self.public_host}:{self.ports['edge']}"

    @property
    def aws_endpoint(self) -> str:
        return f"http://{self.host}:{self.ports['localstack']}"

    def address(self, engine: str) -> str:
        """`host:port` of an engine."""
        return f"{self.host}:{self.ports[engine]}"


def load() -> Settings:
    """Read `localstack/settings.toml` and the two variables.

    Raises `ValueError` where `CDLC_PORT_OFFSET` is not a whole number that keeps every port below 65536.
    """
    table = tomllib.loads((ROOT / "localstack" / "settings.toml").read_text())
    raw = os.environ.get("CDLC_PORT_OFFSET", "0")
    if not raw.isdigit() or max(table["ports"].values()) + int(raw) >= 1 << 16:
        raise ValueError(f"CDLC_PORT_OFFSET={raw!r}: not a whole number that keeps every port below 65536")
    return Settings(
        root=ROOT,
        state=Path(os.environ.get("CDLC_STATE") or ROOT / ".local" / "state").resolve(),
        stage=table["stage"],
        region=table["region"],
        account=table["account"],
        host=table["host"],
        public_host=table["public_host"],
        api_domain=table["api_domain"],
        ports={name: port + int(raw) for name, port in table["ports"].items()},
        memory_mb=table["memory_mb"],
        limits=table["limits"],
    )
