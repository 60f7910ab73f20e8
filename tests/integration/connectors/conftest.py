"""MariaDB, Kafka and Connect of the tests' own with both connectors, a schema's tables, and readers of topics."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from kafka import KafkaConsumer, TopicPartition

from deployer import connectors, databases, topics
from integration.localstack_streams import own_engines
from local_cloud import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from integration.localstack_streams.own_engines import Engines

ARRIVAL = 90.0
OUTBOX = """CREATE TABLE {schema}.outbox (
  seq BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, id CHAR(36) CHARACTER SET ascii NOT NULL UNIQUE,
  context VARCHAR(32) NOT NULL, aggregateid VARBINARY(64) NOT NULL, type VARCHAR(128) NOT NULL,
  traceparent VARCHAR(64) NULL, payload LONGBLOB NOT NULL, created_at DATETIME(6) NOT NULL)"""


class Stream:
    """Everything that a topic has received since the stream was opened, read as consumers of exactly-once read it."""

    def __init__(self, engines: Engines, topic: str) -> None:
        self._consumer = KafkaConsumer(
            bootstrap_servers=engines.bootstrap, isolation_level="read_committed", reconnect_backoff_max_ms=500
        )
        places = [TopicPartition(topic, n) for n in self._consumer.partitions_for_topic(topic)]
        self._consumer.assign(places)
        for place, offset in self._consumer.end_offsets(places).items():
            self._consumer.seek(place, offset)
        self.records: list[Any] = []

    def read(self) -> list[Any]:
        for batch in self._consumer.poll(timeout_ms=200).values():
            self.records += batch
        return self.records

    def until(self, count: int) -> list[Any]:
        """Wait for so many records, then a moment for one too many."""
        eventually(lambda: len(self.read()) >= count, ARRIVAL, f"{count} records")
        end = time.monotonic() + 1.0
        while time.monotonic() < end:
            self.read()
        return self.records

    def close(self) -> None:
        self._consumer.close()


@pytest.fixture(scope="session")
def engines(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Engines:
    """Both connectors over all thirteen schemas; only two of them hold tables before they start."""
    running: Engines = own_engines.of(pytestconfig, tmp_path_factory)
    running.need("mysql", "kafka", "connect")
    host, port = running.settings.host, running.settings.ports["mysql"]
    databases.create_schemas(host, port, running.keys["mysql_root"])
    topics.create(running.bootstrap)
    with running.sql() as connection, connection.cursor() as cursor:
        for schema in ("dispatch", "customers"):
            cursor.execute(OUTBOX.format(schema=schema))
    connectors.register(running.settings, running.keys["debezium"])
    return running


@pytest.fixture
def stream(engines: Engines) -> Iterator[Any]:
    opened: list[Stream] = []

    def open_stream(topic: str) -> Stream:
        opened.append(Stream(engines, topic))
        return opened[-1]

    yield open_stream
    for each in opened:
        each.close()


def table_of(record: Any) -> str:
    """`schema.table` that a change record's key names."""
    return str(json.loads(record.key)["__dbz__physicalTableIdentifier"]).removeprefix("cdc.")
