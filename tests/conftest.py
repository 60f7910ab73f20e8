"""One local cloud for the whole run, beside the developer's: own state folder, own ports.

`CDLC_STATE` and `CDLC_PORT_OFFSET` may point the run at another cloud; `CDLC_KEEP=1` leaves it running for the
next run (tests isolate themselves by fresh ids, so a warm cloud serves as well as a new one).
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("CDLC_STATE", str(ROOT / ".local" / "test"))
os.environ.setdefault("CDLC_PORT_OFFSET", "1000")
for _name in [name for name in os.environ if name.startswith("AWS_") and name != "AWS_CA_BUNDLE"]:
    del os.environ[_name]  # no test can reach a real account

import subprocess  # noqa: E402  # the environment comes first: settings are read from it
import sys  # noqa: E402
import time  # noqa: E402
from typing import TYPE_CHECKING, Any, TypeVar  # noqa: E402

import httpx  # noqa: E402
import pytest  # noqa: E402

from cdlc import settings as local  # noqa: E402
from deployer import deploy  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")


def cdlc(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the `cdlc` command as a person would; the caller looks at its exit code and output."""
    return subprocess.run(
        [sys.executable, "-m", "cdlc", *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip


def eventually(look: Callable[[], T], within: float, what: str) -> T:
    """Look until the answer is truthy; fail with `what` and the last answer when `within` seconds (the promise) are over."""
    end = time.monotonic() + within
    while True:
        answer = look()
        if answer:
            return answer
        if time.monotonic() > end:
            pytest.fail(f"not within {within} s: {what}; last seen: {answer!r}")
        time.sleep(0.02)


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


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    """Everything up and deployed with the project's own sample data; down again at the end."""
    keep = os.environ.get("CDLC_KEEP") == "1"
    if not keep:
        cdlc("reset", "--yes")
    done = cdlc("up")
    assert done.returncode == 0, done.stdout + done.stderr
    yield Cloud()
    if not keep:
        down = cdlc("down")
        assert down.returncode == 0, down.stdout + down.stderr
