"""Kafka Connect with Debezium, for MSK Connect: one distributed worker, exactly-once."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from engines import credentials
from engines.engine import Unhealthy
from engines.kafka_jvm import KafkaEngine
from engines.rendering import render, write


class KafkaConnect(KafkaEngine):
    """Stopped before its broker: without one a worker hangs for 20 s instead of ending."""

    name = "connect"
    after = ("kafka",)
    grace_seconds = 10
    main_class = "org.apache.kafka.connect.cli.ConnectDistributed"
    metaspace_mb = 160
    code_cache_mb = 64

    @property
    def arguments(self) -> tuple[str, ...]:
        return (str(self.folder / "connect.properties"),)

    def prepare(self) -> None:
        super().prepare()
        write(self.folder / "secrets.properties", f"debezium={credentials.load(self.settings)['debezium']}\n")
        plugins = self.folder / "plugins"
        plugins.mkdir(exist_ok=True)
        link = plugins / "debezium-mariadb"
        link.unlink(missing_ok=True)
        link.symlink_to(self.settings.installed / "jars" / "debezium-mariadb")
        render(
            self.settings, "engines/config/connect.properties.j2", self.folder / "connect.properties", plugins=plugins
        )

    def check(self) -> None:
        """The worker is healthy and no connector's task has failed; failed ones are told to start again."""
        if self._ask("GET", "/health")["status"] != "healthy":
            raise Unhealthy("its worker does not call itself healthy")
        failed = [name for name, state in self._ask("GET", "/connectors?expand=status").items() if _failed(state)]
        for name in failed:
            self._ask("POST", f"/connectors/{name}/restart?includeTasks=true&onlyFailed=true")
        if failed:
            raise Unhealthy(f"failed and told to restart: {', '.join(failed)}")

    def _ask(self, method: str, path: str) -> Any:
        request = urllib.request.Request(f"http://{self.address}{path}", method=method)
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return json.loads(answer.read() or b"null")


def _failed(entry: dict[str, Any]) -> bool:
    status = entry["status"]
    return "FAILED" in {status["connector"]["state"], *(task["state"] for task in status["tasks"])}
