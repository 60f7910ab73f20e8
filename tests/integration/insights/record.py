"""Records the connector's messages of one workload into `recorded/`.

`PYTHONPATH=tests python -m integration.insights.record`: run it again when Debezium's version, its configuration or
the catalogue's tables change.
"""

from __future__ import annotations

import gzip
import json
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kafka import KafkaConsumer

from deployer import connectors, databases, topics
from integration.insights import workload
from integration.localstack_streams.own_engines import Engines

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 120.0
RECORDED = Path(__file__).parent / "recorded"


def prepare(engines: Engines) -> None:
    """The catalogue's schema, every topic, the two connectors: as a deploy does it."""
    engines.need("mysql", "kafka", "connect")
    server = (engines.settings.host, engines.settings.ports["mysql"], engines.keys["mysql_root"])
    databases.create_schemas(*server)
    databases.migrate(*server, engines.settings.root / "migrations" / "mysql")
    topics.create(engines.bootstrap)
    connectors.register(engines.settings, engines.keys["debezium"])


def record() -> None:
    """Play the workload and keep what the connector said of it, and what the tables hold in the end."""
    with tempfile.TemporaryDirectory() as folder:
        engines = Engines(Path(folder))
        try:
            prepare(engines)
            changes, end = Changes(engines.bootstrap), workload.new_end()
            lines = changes.until(lambda value: value["source"]["snapshot"] == "last")
            workload.play(engines.sql(database="catalogue"), lambda: restarted(engines), end)
            lines += changes.until(lambda value: (value["after"] or {}).get("name") == end)
            _save(lines, workload.held(engines.sql(database="catalogue")))
        finally:
            engines.stop()


def restarted(engines: Engines) -> Any:
    """MariaDB killed and started again; a new connection to it."""
    engines.revive("mysql")
    return engines.sql(database="catalogue")


class Changes:
    """The messages of `cdc.catalogue`, in order within each partition."""

    def __init__(self, bootstrap: str) -> None:
        self._consumer = KafkaConsumer(
            bootstrap_servers=bootstrap, auto_offset_reset="earliest", isolation_level="read_committed"
        )
        self._consumer.subscribe(["cdc.catalogue"])

    def until(self, is_last: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
        """All up to that message, and what the other partitions hold by then."""
        found: list[dict[str, Any]] = []
        seen = quiet = False
        end = time.monotonic() + PATIENCE
        while not (seen and quiet):
            assert time.monotonic() < end, f"the message was not seen; the last of {len(found)}: {found[-1:]}"
            polled = [each for records in self._consumer.poll(timeout_ms=1000).values() for each in records]
            found += [_line(each) for each in polled]
            seen = seen or any(line["value"] and is_last(line["value"]) for line in found)
            quiet = not polled
        return found


def _line(record: Any) -> dict[str, Any]:
    return {
        "partition": record.partition,
        "offset": record.offset,
        "key": json.loads(record.key),
        "value": json.loads(record.value) if record.value else None,
        "headers": {name: (value or b"").decode() for name, value in record.headers},
    }


def _save(lines: list[dict[str, Any]], rows: dict[str, list[tuple[Any, ...]]]) -> None:
    RECORDED.mkdir(exist_ok=True)
    text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in lines)
    (RECORDED / "messages.jsonl.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    (RECORDED / "rows.json").write_text(json.dumps(rows, default=_plain, ensure_ascii=False, indent=1) + "\n")


def _plain(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


if __name__ == "__main__":
    record()
