"""Recorded messages as the Kafka mapping delivers them, and checksums of both ends."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clickhouse_connect.driver.client import Client

RECORDED = Path(__file__).parent / "recorded"
EVENTS = Path(__file__).resolve().parents[3] / "events" / "insights"
Message = dict[str, Any]


def sample(operation: str) -> dict[str, Any]:
    """The recorded sample event of an operation."""
    event: dict[str, Any] = json.loads((EVENTS / f"{operation}.json").read_text())
    return event


def messages() -> list[Message]:
    """What Debezium said of the workload, in order within each partition."""
    text = gzip.decompress((RECORDED / "messages.jsonl.gz").read_bytes()).decode()
    return [json.loads(line) for line in text.splitlines()]


def expected() -> dict[str, list[list[Any]]]:
    """What MariaDB's tables held in the end."""
    rows: dict[str, list[list[Any]]] = json.loads((RECORDED / "rows.json").read_text())
    return rows


def delivery(chosen: Iterable[Message]) -> dict[str, Any]:
    """A Lambda event of these messages, each partition's in the order given."""
    records: dict[str, list[dict[str, Any]]] = {}
    for each in chosen:
        record = {"topic": "cdc.catalogue", "partition": each["partition"], "offset": each["offset"]}
        record |= {"key": _encoded(each["key"]), "headers": []}
        if each["value"] is not None:
            record["value"] = _encoded(each["value"])
        records.setdefault(f"cdc.catalogue-{each['partition']}", []).append(record)
    return {"eventSource": "SelfManagedKafka", "records": records}


def read(client: Client, tables: Iterable[str]) -> dict[str, list[list[Any]]]:
    """What the views show, as plain JSON."""
    found = {table: client.query(f"SELECT * FROM catalogue_{table}").result_rows for table in tables}  # noqa: S608
    text = json.dumps(found, default=plain)
    rows: dict[str, list[list[Any]]] = json.loads(text)
    return rows


def plain(value: Any) -> str:
    """A value as both ends can say it: binary in hexadecimal, the rest as text."""
    if hasattr(value, "hex") and not isinstance(value, float):
        return str(value.hex() if callable(value.hex) else value.hex)
    return str(value)


def checksums(rows: Mapping[str, Sequence[Sequence[Any]]]) -> dict[str, str]:
    """Per table: the number of rows and a hash over them, ordered."""
    return {table: f"{len(found)} {_hash(found)}" for table, found in rows.items()}


def _hash(rows: Sequence[Sequence[Any]]) -> str:
    ordered = sorted(json.dumps(row, ensure_ascii=False) for row in rows)
    return hashlib.sha256("\n".join(ordered).encode()).hexdigest()[:16]


def _encoded(document: Any) -> str:
    return base64.b64encode(json.dumps(document).encode()).decode()
