"""ClickHouse: its engine (chDB) behind the project's own front, which speaks ClickHouse's HTTP protocol."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING

from engines import credentials
from engines.engine import Command, Engine, Unhealthy
from engines.rendering import write

if TYPE_CHECKING:
    from pathlib import Path


class ClickHouse(Engine):
    """The administrator is `default`; other users are added by the deployer over SQL or the users file."""

    name = "clickhouse"
    death_signal = "TERM"

    def prepare(self) -> None:
        (self.folder / "tmp").mkdir(parents=True, exist_ok=True)
        (self.folder / "data").mkdir(exist_ok=True)
        if not self._users.exists():
            password = credentials.load(self.settings)["clickhouse_admin"]
            write(self._users, json.dumps({"default": {"password": password}}) + "\n")

    @property
    def _users(self) -> Path:
        return self.folder / "users.json"

    def command(self) -> Command:
        environment = self.environment(
            PYTHONPATH=str(self.settings.root / "localstack" / "engines"),
            PYTHONUNBUFFERED="1",
            CLICKHOUSE_FRONT_PATH=str(self.folder / "data"),
            CLICKHOUSE_FRONT_HOST=self.settings.host,
            CLICKHOUSE_FRONT_PORT=str(self.ports[0]),
            CLICKHOUSE_FRONT_USERS_FILE=str(self._users),
            CLICKHOUSE_FRONT_MAX_MEMORY_MB=str(self.settings.memory_mb["clickhouse"]),
        )
        python = self.settings.installed / "venvs" / "clickhouse" / "bin" / "python"
        return Command((str(python), "-m", "clickhouse_front"), environment, self.folder)

    def check(self) -> None:
        password = credentials.load(self.settings)["clickhouse_admin"]
        headers = {"X-ClickHouse-User": "default", "X-ClickHouse-Key": password}
        request = urllib.request.Request(f"http://{self.address}/", b"SELECT 1 + 1", headers)
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            got = answer.read().strip()
        if got != b"2":
            raise Unhealthy(f"1 + 1 is answered {got!r}")
