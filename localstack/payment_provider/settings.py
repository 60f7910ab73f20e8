"""The simulator's settings, from PAYMENT_PROVIDER_* variables."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ProviderSettings:
    """Where it keeps its data, where it listens, and the secret key that its callers present."""

    path: Path
    key: str
    port: int
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        """Its own address, as a browser reaches the 3-D Secure page."""
        return f"http://{self.host}:{self.port}"

    @classmethod
    def from_environment(cls) -> ProviderSettings:
        """Read the variables. Raises `SystemExit` with one line where one is missing or is not what it must be."""
        port = _text("PORT")
        if not port.isdigit():
            raise SystemExit(f"payment_provider: PAYMENT_PROVIDER_PORT={port!r} is not a port number")
        key = _text("KEY")
        if not key.startswith("sk_test_"):
            raise SystemExit("payment_provider: PAYMENT_PROVIDER_KEY must begin with sk_test_: no real money here")
        return cls(Path(_text("PATH")).resolve(), key, int(port), os.environ.get("PAYMENT_PROVIDER_HOST", cls.host))


def _text(name: str) -> str:
    value = os.environ.get(f"PAYMENT_PROVIDER_{name}")
    if not value:
        raise SystemExit(f"payment_provider: PAYMENT_PROVIDER_{name} is not set: give it in the environment")
    return value
