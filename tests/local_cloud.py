"""What the tests hold of the running local cloud: the command, a way to wait, HTTP, AWS clients, tokens."""

from __future__ import annotations

import contextlib
import os
import random
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import pytest

from cdlc import settings as local
from deployer import deploy

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_PORTS = range(24_000, 32_000)  # below what the system gives to outgoing connections, which may take any of it
ROOT = Path(__file__).resolve().parents[1]


def cdlc(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the `cdlc` command as a person would; the caller looks at its exit code and output."""
    return subprocess.run(
        [sys.executable, "-m", "cdlc", *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip


def eventually(look: Callable[[], T], within: float, what: str) -> T:
    """Look until the answer is truthy; fail with `what` and the last answer when `within` seconds are over."""
    end = time.monotonic() + within
    while True:
        answer = look()
        if answer:
            return answer
        if time.monotonic() > end:
            pytest.fail(f"not within {within} s: {what}; last seen: {answer!r}")
        time.sleep(0.02)


def free_ports(count: int) -> list[int]:
    """Ports of the loopback interface that nobody uses now; held open together, so that they differ."""
    with contextlib.ExitStack() as stack:
        found: list[int] = []
        for port in random.sample(_PORTS, len(_PORTS)):
            with contextlib.suppress(OSError):
                stack.enter_context(socket.socket()).bind(("127.0.0.1", port))
                found.append(port)
            if len(found) == count:
                return found
    raise RuntimeError(f"fewer than {count} free ports in {_PORTS}")


class Cloud:
    """The running local cloud: its settings, an HTTP client of the edge, AWS clients, tokens."""

    def __init__(self) -> None:
        self.settings = local.load()
        self.http = httpx.Client(base_url=self.settings.public_url, timeout=30)
        self._tokens: dict[tuple[str, str], str] = {}

    def aws(self, service: str) -> Any:
        return deploy.aws(self.settings, service)

    def token(self, name: str = "operator", scope: str = "") -> str:
        """An access token of a local client; asked of the real token endpoint once per name and scope."""
        key = (name, scope)
        if key not in self._tokens:
            done = cdlc("token", "--as", name, *(["--scope", scope] if scope else []))
            assert done.returncode == 0, done.stderr
            self._tokens[key] = done.stdout.strip()
        return self._tokens[key]

    def bearer(self, name: str = "operator", scope: str = "") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(name, scope)}"}
