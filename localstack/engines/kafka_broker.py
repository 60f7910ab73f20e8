"""Kafka, for Amazon MSK: one node that is broker and controller (KRaft)."""

from __future__ import annotations

import base64
import logging
import shutil
import subprocess
import uuid
from contextlib import closing

from engines.engine import Unhealthy
from engines.kafka_jvm import KafkaEngine
from engines.rendering import render

logging.getLogger("kafka").setLevel(logging.CRITICAL)  # its clients narrate every refused connection


class KafkaBroker(KafkaEngine):
    """Formatted once; session time-outs are short, since a killed broker may register again only after its own."""

    name = "kafka"
    more_ports = ("kafka_controller",)
    main_class = "kafka.Kafka"
    metaspace_mb = 128
    code_cache_mb = 48

    @property
    def arguments(self) -> tuple[str, ...]:
        return (str(self.folder / "server.properties"),)

    def prepare(self) -> None:
        super().prepare()
        data = self.folder / "data"
        render(self.settings, "engines/config/kafka.properties.j2", self.folder / "server.properties", data=data)
        if not (data / "meta.properties").exists():
            self._format()

    def _format(self) -> None:
        shutil.rmtree(self.folder / "data", ignore_errors=True)
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        words = self.java("kafka.tools.StorageTool", "format", f"--cluster-id={cluster}", "--standalone", "--config",
                          *self.arguments, heap_mb=128)  # fmt: skip
        done = subprocess.run(words, env=self.environment(), capture_output=True, text=True, check=False)
        if done.returncode:
            raise Unhealthy(f"formatting its storage failed: {(done.stdout + done.stderr).strip()[-600:]}")

    def check(self) -> None:
        from kafka import KafkaAdminClient  # noqa: PLC0415  # the command knows the engines too, and should not pay for their drivers

        with closing(KafkaAdminClient(bootstrap_servers=self.address, request_timeout_ms=5000)) as client:
            client.list_topics()
