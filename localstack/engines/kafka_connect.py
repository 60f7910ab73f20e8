"""Kafka Connect with Debezium, for MSK Connect: one distributed worker, exactly-once."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from engines import credentials
from engines.engine import Command, Engine, Unhealthy
from engines.jvm import java
from engines.rendering import render, write


class KafkaConnect(Engine):
    """Stopped before its broker: without one a worker hangs for 20 s instead of ending."""

    name = "connect"
    after = ("kafka",)
    grace_seconds = 8

    def prepare(self) -> None:
        (self.folder / "tmp").mkdir(parents=True, exist_ok=True)
        keys = credentials.load(self.settings)
        write(self.folder / "secrets.properties", f"debezium={keys['debezium']}\n")
        plugins = self.folder / "plugins"
        plugins.mkdir(exist_ok=True)
        link = plugins / "debezium-mariadb"
        if not link.is_symlink():
            link.symlink_to(self.settings.installed / "jars" / "debezium-mariadb")
        config = self.folder / "connect.properties"
        render(self.settings, "engines/config/connect.properties.j2", config, plugins=plugins)
        render(self.settings, "engines/config/log4j2.yaml.j2", self.folder / "log4j2.yaml")

    def command(self) -> Command:
        more = ("-XX:MaxMetaspaceSize=160m", "-XX:ReservedCodeCacheSize=64m",
                f"-Dlog4j2.configurationFile={self.folder / 'log4j2.yaml'}")  # fmt: skip
        words = java(
            self.settings.installed / "jars" / "kafka",
            "org.apache.kafka.connect.cli.ConnectDistributed",
            str(self.folder / "connect.properties"),
            heap_mb=self.settings.memory_mb["connect_heap"],
            more=more,
        )
        return Command(words, self.environment(MALLOC_ARENA_MAX="2"), self.folder)

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
