"""What Kafka's broker and its Connect share: one set of jars, one way of logging."""

from __future__ import annotations

from engines.jvm import JvmEngine
from engines.rendering import render


class KafkaEngine(JvmEngine):
    """Logs to standard output by log4j2."""

    module = "kafka"

    @property
    def flags(self) -> tuple[str, ...]:
        return (f"-Dlog4j2.configurationFile={self.folder / 'log4j2.yaml'}",)

    def prepare(self) -> None:
        super().prepare()
        render(self.settings, "engines/config/log4j2.yaml.j2", self.folder / "log4j2.yaml")
