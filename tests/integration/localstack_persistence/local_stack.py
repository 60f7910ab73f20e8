"""A real LocalStack process of the tests' own: started, killed, stopped and started again on one state folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import boto3
import httpx
from botocore.config import Config

from local_cloud import free_ports

ROOT = Path(__file__).resolve().parents[3]
PYTHON = ROOT / ".local" / "venvs" / "localstack" / "bin" / "python"
CACHE = ROOT / ".local" / "cache" / "localstack-tests"
AREAS = ("binding", "functions", "persistence")
"""What this area's tests need of the extension; the tests of the whole cloud run with all of it."""
PROMISE = 15.0
"""Seconds within which LocalStack is back (issue 3)."""


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    return free_ports(1)[0]


class LocalStack:
    """One state folder and the process that runs on it."""

    def __init__(self, folder: Path, areas: tuple[str, ...] = AREAS, **environment: str) -> None:
        self.folder, self.port, self.areas = folder, free_port(), areas
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None
        cache = folder / "fs" / "var" / "lib" / "localstack" / "cache"
        cache.parent.mkdir(parents=True, exist_ok=True)
        CACHE.mkdir(parents=True, exist_ok=True)
        cache.symlink_to(CACHE)  # the catalogue of AWS's services takes 4 s to build; it depends on nothing of a test

    @property
    def state(self) -> Path:
        return self.folder / "fs" / "var" / "lib" / "localstack" / "state"

    @property
    def log(self) -> str:
        return (self.folder / "localstack.log").read_text(errors="replace")

    def start(self) -> None:
        """Run it; return once it answers."""
        began = time.monotonic()
        (self.folder / "tmp").mkdir(exist_ok=True)
        with (self.folder / "localstack.log").open("ab") as log:
            self.process = subprocess.Popen(
                [PYTHON, "-P", "-c", self._program()], cwd=self.folder, env=self._env(), stdout=log, stderr=log
            )
        while time.monotonic() - began < 120:
            assert self.process.poll() is None, self.log[-3000:]
            try:
                if httpx.get(f"http://127.0.0.1:{self.port}/_localstack/health", timeout=5).is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError(self.log[-3000:])

    def cpu_seconds(self) -> float:
        """What the process has used so far, of all its threads."""
        assert self.process
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return sum(int(ticks) for ticks in fields[11:13]) / os.sysconf("SC_CLK_TCK")

    def _program(self) -> str:
        return f"import cdlc_localstack.__main__ as launcher; launcher.AREAS = {self.areas!r}; launcher.start()"

    def _env(self) -> dict[str, str]:
        keep = {"CDLC_STATE": str(self.folder)}  # functions keep their files there
        return {
            **keep,
            "HOME": str(self.folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TMPDIR": str(self.folder / "tmp"),
            "XDG_CACHE_HOME": str(self.folder / "cache"), "FILESYSTEM_ROOT": str(self.folder / "fs"),
            "GATEWAY_LISTEN": f"127.0.0.1:{self.port}", "OVERRIDE_IN_DOCKER": "0", "DNS_ADDRESS": "0",
            "SKIP_SSL_CERT_DOWNLOAD": "1", "SKIP_INFRA_DOWNLOADS": "1", "DISABLE_EVENTS": "1",
            "EAGER_SERVICE_LOADING": "0", "CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES": "0",
            "LAMBDA_RUNTIME_EXECUTOR": "process", "LAMBDA_RETRY_BASE_DELAY_SECONDS": "1", **self.environment,
        }  # fmt: skip

    def settle(self) -> None:
        """Let the write-behind window pass, several times over (it is a promise in time, not an event)."""
        time.sleep(1.0)

    def kill(self) -> None:
        """As a crash does it."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As an orderly end does it."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process:
            self.process.send_signal(how)
            self.process.wait(timeout=60)
            self.process = None

    def aws(self, service: str) -> Any:
        """A client without retries: what it is told once is what happened."""
        return boto3.client(
            service, endpoint_url=f"http://127.0.0.1:{self.port}", region_name="eu-central-1",
            aws_access_key_id="test", aws_secret_access_key="test",
            config=Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"}, inject_host_prefix=False),
        )  # fmt: skip

    def remove(self) -> None:
        """End it and leave nothing."""
        if self.process:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
