"""The front as a real process of the tests' own: its folder, its port, its users; to be stopped or killed at will."""

from __future__ import annotations

import json
import os
import subprocess
import time
from typing import TYPE_CHECKING, Any

import clickhouse_connect
import httpx

from cdlc import settings as local
from local_cloud import free_ports

if TYPE_CHECKING:
    from pathlib import Path

    from clickhouse_connect.driver.client import Client

PATIENCE = 60.0


class FrontProcess:
    """Administrator `default`, password `admin`."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder = folder
        self.users = folder / "users.json"
        self.users.write_text(json.dumps({"default": {"password": "admin"}}))
        self.port = free_ports(1)[0]
        self.log = folder / "front.log"
        self._variables = variables
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, or start again, and wait until it answers."""
        settings = local.load()
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(settings.root / "localstack" / "engines"),
            "CLICKHOUSE_FRONT_PATH": str(self.folder / "data"),
            "CLICKHOUSE_FRONT_PORT": str(self.port),
            "CLICKHOUSE_FRONT_USERS_FILE": str(self.users),
            **self._variables,
        }
        python = settings.installed / "venvs" / "clickhouse" / "bin" / "python"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [python, "-m", "clickhouse_front"], env=environment, stdout=log, stderr=log
            )
        self._until_it_answers(self._process)

    def _until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and process.poll() is None:
            try:
                if httpx.get(f"{self.url}/ping").text == "Ok.\n":
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError(f"the front does not answer: {self.log.read_text()}")

    def kill(self) -> None:
        """SIGKILL: no farewell."""
        assert self._process
        self._process.kill()
        self._process.wait()

    def stop(self, within: float = PATIENCE) -> int:
        """SIGTERM; answers the exit status. Raises `subprocess.TimeoutExpired`."""
        assert self._process
        self._process.terminate()
        return self._process.wait(within)

    def client(self, username: str = "default", password: str = "admin", **more: Any) -> Client:  # noqa: S107
        return clickhouse_connect.get_client(
            host="127.0.0.1", port=self.port, username=username, password=password, **more
        )

    def ask(self, statement: str | bytes, **parameters: str) -> httpx.Response:
        """One POST as the administrator; the statement is the body."""
        return httpx.post(self.url, params=parameters, content=statement, auth=("default", "admin"), timeout=60)
