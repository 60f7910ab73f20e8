"""100 titles by gRPC beside 100 titles through API Gateway and a function, with the cloud up.

gRPC: `chassis.rpc` as a function uses it, one channel, token kept. HTTP: `GET /titles?limit=100` at the gateway itself,
one kept connection, so neither the edge nor its cache is measured. Rounds alternate; both sides must answer the same
titles. The first call of each (channel and token; the function's start) stands in a column of its own. Writes
bench/results/rpc.md.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import psutil

from cdlc.settings import load
from cdlc.verbs.token import ask as ask_token
from chassis.rpc import Rpc
from contracts.rpc.catalogue.v1.catalogue_pb2 import BatchGetTitlesRequest
from contracts.rpc.catalogue.v1.catalogue_pb2_grpc import CatalogueServiceStub
from deployer import clients, deploy
from engines import control

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdlc.settings import Settings

RESULT = Path(__file__).parent / "results" / "rpc.md"
TITLES, ROUNDS = 100, 300
Names = dict[str, str]  # id → name


def gateway(settings: Settings) -> Callable[[], Names]:
    """A list of 100 titles, asked of API Gateway under its own domain name."""
    client = httpx.Client(
        base_url=settings.aws_endpoint, headers={"Host": settings.api_domain}, timeout=60, trust_env=False
    )

    def answer() -> Names:
        got = client.get("/catalogue/titles", params={"limit": str(TITLES), "sort": "name"}).raise_for_status().json()
        return {item["id"]: item["name"] for item in got["items"]}

    return answer


def server(settings: Settings, ids: list[str]) -> Callable[[], Names]:
    """The same titles by their ids, asked of the gRPC server."""
    os.environ |= {
        "AWS_ENDPOINT_URL": settings.aws_endpoint, "AWS_DEFAULT_REGION": settings.region,
        "AWS_ACCESS_KEY_ID": settings.account, "AWS_SECRET_ACCESS_KEY": "local",
        "CDLC_PUBLIC_URL": settings.public_url, "POWERTOOLS_SERVICE_NAME": "bench",
    }  # fmt: skip
    rpc = Rpc(f"grpc://{settings.address('rpc')}", "social", clients.secret_name(settings.stage, "social"))
    stub: Any = CatalogueServiceStub(rpc.channel)

    def answer() -> Names:
        got = rpc.ask(stub.BatchGetTitles, BatchGetTitlesRequest(ids=ids), seconds=30)
        return {title.id: title.name for title in got.titles}

    return answer


def fill(settings: Settings, found: int) -> None:
    """Add made-up titles until there are 100."""
    vault = deploy.aws(settings, "secretsmanager")
    secret = vault.get_secret_value(SecretId=clients.secret_name(settings.stage, "curator"))["SecretString"]
    bearer = ask_token(settings.public_url, "curator", secret, "catalogue:write")
    for number in range(found, TITLES):
        headers = {"Authorization": f"Bearer {bearer}", "Idempotency-Key": str(uuid.uuid4())}
        body = {"kind": "film", "name": f"Benchmark {number}", "release_date": "1962-04-11", "runtime_minutes": 90}
        httpx.post(
            f"{settings.public_url}/api/catalogue/titles", json=body, headers=headers, timeout=60, trust_env=False
        ).raise_for_status()


def timed(answer: Callable[[], Names]) -> tuple[float, Names]:
    began = time.perf_counter()
    got = answer()
    return (time.perf_counter() - began) * 1000, got


def main() -> int:
    settings = load()
    over_http = gateway(settings)
    first_http, names = timed(over_http)
    if len(names) < TITLES:
        fill(settings, len(names))
        names = over_http()
    over_grpc = server(settings, list(names))
    first_grpc, told = timed(over_grpc)
    assert told == names, "both sides answer the same titles"
    times: dict[str, list[float]] = {"grpc": [], "http": []}
    before = served_cpu(settings)
    for _ in range(ROUNDS):
        for side, answer in (("grpc", over_grpc), ("http", over_http)):
            took, got = timed(answer)
            assert got == names
            times[side].append(took)
    cpu = (served_cpu(settings) - before) / ROUNDS
    RESULT.write_text(table(times, {"grpc": first_grpc, "http": first_http}, cpu))
    sys.stdout.write(RESULT.read_text())
    return 0


def served_cpu(settings: Settings) -> float:
    """Milliseconds of CPU that the gRPC server has used."""
    snapshot = control.status(settings.state)
    assert snapshot is not None, "the cloud is not up"
    used = psutil.Process(next(part["pid"] for part in snapshot["parts"] if part["name"] == "rpc")).cpu_times()
    return (used.user + used.system) * 1000


def table(times: dict[str, list[float]], first: dict[str, float], cpu: float) -> str:
    rows = [
        f"| {name} | {statistics.median(times[side]):.1f} | {statistics.quantiles(times[side], n=100)[98]:.1f} "
        f"| {min(times[side]):.1f} | {first[side]:.0f} |"
        for side, name in (("grpc", "gRPC `BatchGetTitles`"), ("http", "HTTP `GET /titles?limit=100` at the gateway"))
    ]
    ratio = statistics.median(times["http"]) / statistics.median(times["grpc"])
    ran = (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} (1 min) as it ended"
    )
    return f"""# {TITLES} titles by gRPC and by HTTP

`bench/rpc.py`: {ROUNDS} rounds in turn, milliseconds, one caller. {ran}.
Both sides answered the same titles.

| side | p50 | p99 | least | first call |
|---|---|---|---|---|
{chr(10).join(rows)}

HTTP takes {ratio:.1f} times as long (p50). Aim for gRPC: p50 at most 5 ms.
The gRPC server spends {cpu:.1f} ms of CPU a call; waiting for a core beside other work is the rest.
"""


if __name__ == "__main__":
    sys.exit(main())
