"""The demo's figures: each a median measured in this run, beside its aim."""

from __future__ import annotations

import http.client
import json
import statistics
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cdlc.verbs.status import describe
from deployer import clients
from engines import control

if TYPE_CHECKING:
    from cdlc.demo.stage import Stage


@dataclass(frozen=True)
class Figure:
    """One measured number: `value` and `aim` in `unit`; None where it was not measured or has no aim."""

    name: str
    value: float | None
    aim: float | None
    unit: str


def memory_gb(stage: Stage) -> float:
    """PSS of every process of the local cloud, in GB."""
    return float(describe(control.status(stage.settings.state))["memory_mb"]) / 1024


def measure(stage: Stage, at_rest_gb: float) -> list[Figure]:
    """All figures of the running cloud; `at_rest_gb` was measured before the walk."""
    ups = _ups(stage)
    return [
        Figure("up from nothing: installing, first start and deploy", ups.get("nothing"), 360, "s"),
        Figure("up with everything installed, first deploy", ups.get("fresh"), 20, "s"),
        Figure("up again with data", ups.get("warm"), 25, "s"),
        Figure("memory at rest (PSS)", at_rest_gb, 3, "GB"),
        Figure("memory after the walk, functions warm (PSS)", memory_gb(stage), None, "GB"),
        Figure("warm invoke p50", _warm_invoke(stage), 15, "ms"),
        Figure("cached GET through the edge p50", _cached_get(stage), 3, "ms"),
        Figure("commit → ClickHouse p50", _commit_to_clickhouse(stage), 1000, "ms"),
    ]


def _ups(stage: Stage) -> dict[str, float]:
    record = stage.settings.state / "ups.json"
    found: dict[str, float] = json.loads(record.read_text()) if record.exists() else {}
    installed = stage.settings.installed / "installed-in"
    if installed.exists() and "fresh" in found:
        found["nothing"] = float(installed.read_text()) + found["fresh"]
    return found


def _median_ms(samples: list[float]) -> float:
    return statistics.median(samples) * 1000


def _warm_invoke(stage: Stage, count: int = 60) -> float:
    functions = stage.aws("lambda")
    name = clients.function_of(functions, "identity.get_openid_configuration")
    sample = (stage.settings.root / "events" / "identity" / "get_openid_configuration.json").read_bytes()
    samples = []
    for _ in range(count):
        began = time.perf_counter()
        functions.invoke(FunctionName=name, Payload=sample)["Payload"].read()
        samples.append(time.perf_counter() - began)
    return _median_ms(samples[count // 6 :])


def _cached_get(stage: Stage, count: int = 400) -> float:
    connection = http.client.HTTPConnection(stage.settings.public_host, stage.settings.ports["edge"])
    samples = []
    for _ in range(count):
        began = time.perf_counter()
        connection.request("GET", "/api/catalogue/titles?limit=20")
        answer = connection.getresponse()
        answer.read()
        if answer.headers["X-Cache"] == "HIT":
            samples.append(time.perf_counter() - began)
    return _median_ms(samples)


def _commit_to_clickhouse(stage: Stage, count: int = 15) -> float:
    body: dict[str, Any] = {"kind": "film", "name": f"Metronome {uuid.uuid4()}"}
    made = stage.change("POST", "/api/catalogue/titles", 201, body)
    path, title_id = f"/api/catalogue/titles/{made.json()['id']}", made.json()["id"]
    store, etag, samples = stage.clickhouse(), made.headers["etag"], []
    for tick in range(count):
        changed = stage.change("PATCH", path, 200, {"tagline": f"tick {tick}"}, **{"If-Match": etag})
        began, etag = time.perf_counter(), changed.headers["etag"]  # the answer comes after the commit
        statement = f"SELECT count() FROM catalogue_titles WHERE id = '{title_id}' AND tagline = 'tick {tick}'"  # noqa: S608
        stage.until(lambda query=statement: store.query(query).result_rows[0][0], 30, statement)  # type: ignore[misc]
        samples.append(time.perf_counter() - began)
    stage.change("DELETE", path, 204, **{"If-Match": etag})
    return _median_ms(samples)
