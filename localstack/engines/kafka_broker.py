"""Kafka, for Amazon MSK: one node that is broker and controller (KRaft)."""

from __future__ import annotations

import base64
import logging
import shutil
import subprocess
import uuid
from contextlib import closing

from engines.engine import Command, Engine, Unhealthy
from engines.jvm import java
from engines.rendering import render

logging.getLogger("kafka").setLevel(logging.CRITICAL)  # its clients narrate every refused connection


class KafkaBroker(Engine):
    """Formatted once; session time-outs are short, since a killed broker may register again only after its own."""

    name = "kafka"
    more_ports = ("kafka_controller",)

    def prepare(self) -> None:
        (self.folder / "tmp").mkdir(parents=True, exist_ok=True)
        config = self.folder / "server.properties"
        render(self.settings, "engines/config/kafka.properties.j2", config, data=self.folder / "data")
        render(self.settings, "engines/config/log4j2.yaml.j2", self.folder / "log4j2.yaml")
        if not (self.folder / "data" / "meta.properties").exists():
            self._format()

    def _format(self) -> None:
        shutil.rmtree(self.folder / "data", ignore_errors=True)
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        config = str(self.folder / "server.properties")
        words = self._java("kafka.tools.StorageTool", "format", "--cluster-id", cluster, "--standalone", "--config",
                           config, heap_mb=128)  # fmt: skip
        done = subprocess.run(words, env=self.environment(), capture_output=True, text=True, check=False)
        if done.returncode:
            raise Unhealthy(f"formatting its storage failed: {(done.stdout + done.stderr).strip()[-600:]}")

    def _java(self, main: str, *arguments: str, heap_mb: int) -> tuple[str, ...]:
        more = ("-XX:MaxMetaspaceSize=128m", "-XX:ReservedCodeCacheSize=48m",
                f"-Dlog4j2.configurationFile={self.folder / 'log4j2.yaml'}")  # fmt: skip
        return java(self.settings.installed / "jars" / "kafka", main, *arguments, heap_mb=heap_mb, more=more)

    def command(self) -> Command:
        heap = self.settings.memory_mb["kafka_heap"]
        words = self._java("kafka.Kafka", str(self.folder / "server.properties"), heap_mb=heap)
        return Command(words, self.environment(MALLOC_ARENA_MAX="2"), self.folder)

    def check(self) -> None:
        from kafka import KafkaAdminClient  # type: ignore[import-untyped]  # noqa: PLC0415  # the command knows the engines too, and should not pay for their drivers

        with closing(KafkaAdminClient(bootstrap_servers=self.address, request_timeout_ms=5000)) as client:
            client.list_topics()
