"""kill -9 in mid-stream: redelivery makes nothing lost, the inbox makes nothing happen twice, its absence is seen."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pymysql
import pytest
from kafka import KafkaProducer

from integration.localstack_streams.mapped import Mapped
from local_cloud import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from integration.localstack_streams.own_engines import Engines

EVENTS = 500
RECOVERY = 90.0
# one transaction per event; slow enough for a kill to fall into the middle of a batch
EFFECT = """
import base64, time, pymysql
def behave(event):
    address = dict(host=os.environ["HOST"], port=int(os.environ["PORT"]), user="root", password=os.environ["PASSWORD"])
    with pymysql.connect(**address, database=os.environ["SCHEMA"]) as connection:
        for records in event["records"].values():
            for record in records:
                once(connection, json.loads(base64.b64decode(record["value"])))
                time.sleep(0.004)
def once(connection, event_id):
    connection.begin()
    with connection.cursor() as cursor:
        fresh = cursor.execute("INSERT IGNORE INTO inbox VALUES (%s)", (event_id,))
        if fresh or not os.environ.get("INBOX"):
            cursor.execute("INSERT INTO effects (event_id) VALUES (%s)", (event_id,))
    connection.commit()
"""


class Ledger(Mapped):
    """A mapping whose function counts each event's effects in MySQL."""

    def open(self, inbox: str) -> None:
        self.schema = self.topic.replace("-", "_")
        with self.engines.sql() as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {self.schema}")
            cursor.execute(f"CREATE TABLE {self.schema}.inbox (event_id INT PRIMARY KEY)")
            cursor.execute(f"CREATE TABLE {self.schema}.effects (seq INT AUTO_INCREMENT PRIMARY KEY, event_id INT)")
        settings = self.engines.settings
        self.invoke_by(
            EFFECT,
            files={f"pymysql/{each.relative_to(DRIVER)}": each.read_text() for each in DRIVER.rglob("*.py")},
            HOST=settings.host,
            PORT=str(settings.ports["mysql"]),
            PASSWORD=self.engines.keys["mysql_root"],
            SCHEMA=self.schema,
            INBOX=inbox,
        )
        self.map(BatchSize=50)

    def effects(self) -> dict[int, int]:
        """How often each event took effect."""
        with self.engines.sql() as connection, connection.cursor() as cursor:
            cursor.execute(f"SELECT event_id, COUNT(*) FROM {self.schema}.effects GROUP BY event_id")  # noqa: S608  # our own name
            return dict(cursor.fetchall())

    def until_effects(self, count: int) -> None:
        eventually(lambda: len(self.effects()) >= count, RECOVERY, f"{count} events to have taken effect")


DRIVER = Path(pymysql.__file__).parent


@pytest.fixture
def ledger(engines: Engines, tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(engines, tmp_path, 3)
    yield made
    made.remove()


def publish(ledger: Ledger) -> threading.Thread:
    """Write all events in the background, idempotently: a killed broker gets what it has not acknowledged again."""

    def write() -> None:
        producer = KafkaProducer(
            bootstrap_servers=ledger.engines.bootstrap,
            enable_idempotence=True,
            delivery_timeout_ms=120_000,
            reconnect_backoff_max_ms=500,
        )
        sent = [producer.send(ledger.topic, str(n).encode(), key=str(n % 17).encode()) for n in range(EVENTS)]
        for each in sent:
            each.get(timeout=120)
        producer.close()

    thread = threading.Thread(target=write)
    thread.start()
    return thread


def test_with_an_inbox_every_event_takes_effect_once_though_broker_and_localstack_are_killed(ledger: Ledger) -> None:
    ledger.open(inbox="1")
    publishing = publish(ledger)
    for victim, after in (("kafka", 80), ("localstack", 200), ("kafka", 300)):
        ledger.until_effects(after)
        ledger.engines.revive(victim)
    publishing.join()
    ledger.until_effects(EVENTS)
    ledger.until_committed()
    assert ledger.effects() == dict.fromkeys(range(EVENTS), 1)


def test_without_an_inbox_the_same_kill_makes_effects_happen_twice(ledger: Ledger) -> None:
    ledger.open(inbox="")
    publish(ledger).join()
    ledger.until_effects(120)
    ledger.engines.revive("localstack")
    ledger.until_effects(EVENTS)
    ledger.until_committed()
    effects = ledger.effects()
    assert set(effects) == set(range(EVENTS))
    assert max(effects.values()) > 1


def test_a_killed_database_loses_no_event(ledger: Ledger) -> None:
    ledger.open(inbox="1")
    publish(ledger).join()
    ledger.until_effects(100)
    ledger.engines.revive("mysql")
    ledger.until_effects(EVENTS)
    assert ledger.effects() == dict.fromkeys(range(EVENTS), 1)


def test_a_topic_that_is_made_after_its_mapping_is_read(engines: Engines, tmp_path: Path) -> None:
    here, later = Mapped(engines, tmp_path), f"later-{tmp_path.name}"
    here.invoke_by()
    here.map(Topics=[later])
    here.topic, before = later, here.topic
    eventually(lambda: _waits(engines, later), RECOVERY, "the mapping to say that it waits")
    Mapped(engines, tmp_path, topic=later)
    here.write(1)
    here.topic = before
    here.until([1])
    here.remove()


def _waits(engines: Engines, topic: str) -> Any:
    return f"topic {topic} does not exist" in (engines.settings.state / "logs" / "localstack.log").read_text()
