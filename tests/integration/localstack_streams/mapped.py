"""A topic, a function that writes down what it is given, and an event source mapping between them."""

from __future__ import annotations

import base64
import io
import json
import uuid
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kafka import KafkaAdminClient, KafkaProducer, TopicPartition
from kafka.admin import OffsetSpec
from kafka.errors import CoordinatorNotAvailableError

from deployer import topics
from local_cloud import eventually

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from .own_engines import Engines

PROMPTLY = 30.0
# `behave(event)` of a test's own decides what the function answers; what it saw is written down before
RECORDER = """
import json, os
{behave}
def handler(event, context):
    with open(os.environ["RECORDS"], "a") as seen:
        seen.write(json.dumps(event) + "\\n")
    return behave(event)
"""
CALMLY = "def behave(event): return None"


@dataclass
class Mapped:
    """One mapping with what it reads from and invokes; `seen` is every event that the function was given."""

    engines: Engines
    folder: Path
    partitions: int = 1
    topic: str = field(default_factory=lambda: f"t-{uuid.uuid4().hex[:12]}")
    uuid: str = ""
    function: str = ""

    def __post_init__(self) -> None:
        topics.create(self.engines.bootstrap, [(self.topic, self.partitions)])
        self.functions = self.engines.aws("lambda")

    @property
    def group(self) -> str:
        return f"g.{self.topic}"

    def invoke_by(self, behave: str = CALMLY, files: dict[str, str] | None = None, **settings: str) -> None:
        """Deploy the function, with `files` beside it and `settings` in its environment."""
        self.function = f"f-{self.topic}"
        code = _zipped({**(files or {}), "app.py": RECORDER.format(behave=behave)})
        self.functions.create_function(
            FunctionName=self.function,
            Runtime="python3.11",
            Handler="app.handler",
            Role="arn:aws:iam::000000000000:role/function",
            Code={"ZipFile": code},
            Timeout=30,
            Environment={"Variables": {"RECORDS": str(self._file), "FOLDER": str(self.folder), **settings}},
        )
        self.functions.get_waiter("function_active_v2").wait(FunctionName=self.function, WaiterConfig={"Delay": 0.05})

    def map(self, **settings: Any) -> None:
        """Create the mapping; AWS's names and defaults, but from the topic's beginning."""
        wanted = {
            "FunctionName": self.function,
            "Topics": [self.topic],
            "StartingPosition": "TRIM_HORIZON",
            "SelfManagedEventSource": {"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": [self.engines.bootstrap]}},
            "SourceAccessConfigurations": [{"Type": "SASL_SCRAM_512_AUTH", "URI": "arn:aws:secretsmanager:::secret:x"}],
            "SelfManagedKafkaEventSourceConfig": {"ConsumerGroupId": self.group},
            **settings,
        }
        self.uuid = self.functions.create_event_source_mapping(**wanted)["UUID"]

    def update(self, **settings: Any) -> None:
        self.functions.update_event_source_mapping(UUID=self.uuid, **settings)

    def remove(self) -> None:
        """Delete the mapping and wait until LocalStack has forgotten it."""
        if self.uuid:
            self.functions.delete_event_source_mapping(UUID=self.uuid)
            eventually(lambda: not self.mappings(), PROMPTLY, "the mapping to be gone")
        self.uuid = ""

    def mappings(self) -> list[dict[str, Any]]:
        """What a list of all mappings shows of this function's."""
        found: list[dict[str, Any]] = self.functions.list_event_source_mappings()["EventSourceMappings"]
        return [each for each in found if each["FunctionArn"].endswith(f":{self.function}")]

    def state(self) -> str:
        """The mapping's state as a list of all mappings shows it."""
        return str(self.mappings()[0]["State"])

    def write(self, *values: Any, key: str | None = None, partition: int | None = None, **more: Any) -> None:
        """Put records into the topic, JSON-encoded; returns when the broker has them."""
        producer = KafkaProducer(bootstrap_servers=self.engines.bootstrap, acks="all", linger_ms=0)
        coded = None if key is None else key.encode()
        sent = [
            producer.send(self.topic, json.dumps(v).encode(), key=coded, partition=partition, **more) for v in values
        ]
        for each in sent:
            each.get(timeout=30)
        producer.close()

    @property
    def _file(self) -> Path:
        return self.folder / f"{self.topic}.jsonl"

    def seen(self) -> list[dict[str, Any]]:
        """Every event so far, one per invocation."""
        if not self._file.exists():
            return []
        return [json.loads(line) for line in self._file.read_text().splitlines() if line.endswith("}")]

    def values(self) -> list[Any]:
        """Every record's value so far, in the order of delivery."""
        return [value for event in self.seen() for value in values_of(event)]

    def until(self, values: Iterable[Any]) -> None:
        """Wait until each of these values was delivered at least once."""
        wanted = list(values)
        eventually(
            lambda: all(each in self.values() for each in wanted), PROMPTLY, f"{len(wanted)} values: {self.topic}"
        )

    def lag(self) -> int:
        """How many offsets the group has not committed, over all partitions."""
        admin = KafkaAdminClient(bootstrap_servers=self.engines.bootstrap)
        try:
            ends = admin.list_partition_offsets(
                {TopicPartition(self.topic, n): OffsetSpec.LATEST for n in range(self.partitions)}
            )
            committed = admin.list_group_offsets([self.group])[self.group]
            return sum(end.offset - max(committed[at].offset if at in committed else 0, 0) for at, end in ends.items())
        finally:
            admin.close()

    def until_committed(self) -> None:
        eventually(self._all_committed, PROMPTLY, f"group {self.group} to have committed everything")

    def _all_committed(self) -> bool:
        try:
            return self.lag() == 0
        except CoordinatorNotAvailableError:  # a new broker's first group
            return False


def values_of(event: dict[str, Any]) -> Iterator[Any]:
    for records in event["records"].values():
        for record in records:
            yield json.loads(base64.b64decode(record["value"]))


def _zipped(files: dict[str, str]) -> bytes:
    with io.BytesIO() as data:
        with zipfile.ZipFile(data, "w") as archive:
            for name, source in files.items():
                archive.writestr(name, source)
        return data.getvalue()
