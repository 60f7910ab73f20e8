"""Seat holds at the store beside two ways of MariaDB, and confirmed seats at the store and through the gateway.

Run with the local cloud up: `.venv/bin/python bench/holds.py`. Writes bench/results/holds.md.

A hold is two seats of one showing for one owner, all or none. `WORKERS` processes hold disjoint pairs at the same time,
so every attempt succeeds and what is measured is the way itself. The peers are what a system without a store for holds
does in MariaDB: free rows found with `SKIP LOCKED`, and two named rows locked in order. Medians of `RUNS` runs.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
import uuid
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / each) for each in ("functions", "layers/chassis", "layers/contracts", "localstack", "tests")]

import pymysql  # noqa: E402 - the tree is on the path now
import redis  # noqa: E402

import checkouts  # noqa: E402
from booking._adapters.mysql_sales import Sales  # noqa: E402
from booking._adapters.redis_holds import Holds  # noqa: E402
from chassis.ids import new_id  # noqa: E402
from chassis.mysql import Database  # noqa: E402
from engines import credentials  # noqa: E402
from local_cloud import Cloud  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS, WORKERS = 5, 4
PAIRS = {"redis": 5_000, "mysql": 500}  # of one worker and run
GATEWAY_SEATS, BUYERS = 60, 8
_SCRATCH = "bench_holds"  # a schema of its own, which no connector watches
_TABLE = """CREATE TABLE holds (showing INT, seat INT, owner BINARY(16) NULL, expires_at DATETIME(6) NULL,
PRIMARY KEY (showing, seat)) ENGINE = InnoDB"""
_FREE = "SELECT seat FROM holds WHERE showing = 1 AND owner IS NULL LIMIT 2 FOR UPDATE SKIP LOCKED"
_NAMED = "SELECT seat FROM holds WHERE showing = 1 AND seat IN (%s, %s) ORDER BY seat FOR UPDATE"
_MARK = "UPDATE holds SET owner = %s, expires_at = %s WHERE showing = 1 AND seat IN %s"


def by_redis(showing: str, worker: int) -> None:
    """The script of `booking.hold_seats`, as the function calls it."""
    holds = Holds(redis.Redis(port=Cloud().settings.ports["redis"], decode_responses=True))
    now = datetime.now(UTC)
    for pair in range(PAIRS["redis"]):
        seats: Any = [f"{worker}-{pair}-1", f"{worker}-{pair}-2"]
        owner: Any = f"{worker}-{pair}"
        holds.take(showing, owner, seats, now=now, until=now + timedelta(minutes=10))  # type: ignore[arg-type]


def by_redis_alone() -> float:
    """Holds per second of the same script when `redis-benchmark` asks for it: without the cost of Python's clients."""
    port = str(Cloud().settings.ports["redis"])
    script = (ROOT / "functions" / "booking" / "_adapters" / "take_seats.lua").read_text()
    sha = str(redis.Redis(port=int(port)).script_load(script))
    showing, now = f"bench-{uuid.uuid4()}", int(time.time() * 1000)
    keys = (f"cdlc:booking:holds:{{{showing}}}", f"cdlc:booking:released:{{{showing}}}:bench")
    told = ("bench", str(now), str(now + 600_000), "600000", "__rand_int__", "__rand_int__")
    asked = ("-p", port, "-n", "100000", "-c", "8", "-r", "1000000000", "--csv", "EVALSHA", sha, "2", *keys, *told)
    said = subprocess.run(("redis-benchmark", *asked), capture_output=True, text=True, check=True).stdout
    return float(said.splitlines()[-1].split('","')[1].strip('"'))


def by_rows(choose: str, worker: int) -> None:
    """A transaction that locks two rows and marks them."""
    until = datetime.now(UTC).replace(tzinfo=None) + timedelta(minutes=10)
    with closing(_server(_SCRATCH)) as connection, connection.cursor() as cursor:
        for pair in range(PAIRS["mysql"]):
            first = (worker * PAIRS["mysql"] + pair) * 2
            connection.begin()
            cursor.execute(choose, (first, first + 1) if "%s" in choose else ())
            seats = [row[0] for row in cursor.fetchall()]
            assert len(seats) == 2
            cursor.execute(_MARK, (uuid.uuid4().bytes, until, seats))
            connection.commit()


def by_unique_key(showing: str, seats: list[list[str]], worker: int) -> None:
    """`booking.confirm_seats`'s transaction: reservation, sold seat, event."""
    settings = Cloud().settings
    os.environ |= {
        "AWS_ENDPOINT_URL": settings.aws_endpoint, "AWS_DEFAULT_REGION": settings.region,
        "AWS_ACCESS_KEY_ID": settings.account, "AWS_SECRET_ACCESS_KEY": "local",
    }  # fmt: skip
    sales = Sales(Database(f"mysql://booking@{settings.address('mysql')}/booking", "cdlc/local/mysql/booking"))
    for seat in seats[worker]:
        sales.confirm(showing, new_id(), [seat], datetime.now(UTC))  # type: ignore[arg-type,list-item]


def _server(schema: str | None = None) -> pymysql.Connection[Any]:
    settings = Cloud().settings
    password = credentials.load(settings)["mysql_root"]
    return pymysql.connect(
        host=settings.host, port=settings.ports["mysql"], user="root", password=password, database=schema
    )


def fresh_rows() -> None:
    """As many free seats as all workers take."""
    with closing(_server()) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {_SCRATCH}")
        cursor.execute(f"CREATE DATABASE {_SCRATCH}")
        cursor.execute(f"USE {_SCRATCH}")
        cursor.execute(_TABLE)
        rows = [(1, seat) for seat in range(WORKERS * PAIRS["mysql"] * 2)]
        cursor.executemany("INSERT INTO holds (showing, seat) VALUES (%s, %s)", rows)
        connection.commit()


def rate(pool: ProcessPoolExecutor, work: Callable[[int], None], each: int) -> float:
    """Operations per second of all workers together."""
    began = time.perf_counter()
    list(pool.map(work, range(WORKERS)))
    return WORKERS * each / (time.perf_counter() - began)


def store_rates(pool: ProcessPoolExecutor, cloud: Cloud) -> dict[str, list[float]]:
    """The ways in turn, run by run, so that what else happens on the machine meets all of them."""
    found: dict[str, list[float]] = {"alone": [], "redis": [], "skip": [], "rows": [], "confirm": []}
    for _ in range(RUNS):
        found["alone"].append(by_redis_alone())
        found["redis"].append(rate(pool, partial(by_redis, f"bench-{uuid.uuid4()}"), PAIRS["redis"]))
        for name, choose in (("skip", _FREE), ("rows", _NAMED)):
            fresh_rows()
            found[name].append(rate(pool, partial(by_rows, choose), PAIRS["mysql"]))
        house = checkouts.build(cloud, per_row=400)
        seats = list(house.seats.values())
        shares = [seats[worker::WORKERS] for worker in range(WORKERS)]
        confirm = partial(by_unique_key, house.showing_id, shares)
        found["confirm"].append(rate(pool, confirm, len(seats) // WORKERS))
    with closing(_server()) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {_SCRATCH}")
    return found


def gateway(cloud: Cloud) -> tuple[float, float, float]:
    """Seats per second that buyers get through the edge, and the seconds from request to ticket: median and p99."""
    house = checkouts.build(cloud, per_row=GATEWAY_SEATS // 2)
    cloud.token("viewer")
    took: list[float] = []

    def buy(seat: str) -> None:
        began = time.perf_counter()
        ended = checkouts.follow(cloud, checkouts.insist(cloud, house, [seat]))
        assert ended["status"] == "completed", ended
        took.append(time.perf_counter() - began)

    checkouts.bought(cloud, checkouts.build(cloud), "A1")  # functions are warm
    began = time.perf_counter()
    with ThreadPoolExecutor(BUYERS) as pool:
        list(pool.map(buy, house.seats.values()))
    whole = time.perf_counter() - began
    return len(took) / whole, statistics.median(took), statistics.quantiles(took, n=100)[98]


def report(found: dict[str, list[float]], through: tuple[float, float, float]) -> str:
    """The result as Markdown."""
    middle = {name: statistics.median(values) for name, values in found.items()}
    told = "\n".join(
        f"| {what} | {middle[name]:,.0f}/s | {min(found[name]):,.0f} to {max(found[name]):,.0f} | {aim} |"
        for name, what, aim in (
            ("alone", "hold of two seats, Redis and Lua (`take_seats.lua`), asked by `redis-benchmark`", "≥ 20,000/s"),
            ("redis", "the same, asked by Python as `booking.hold_seats` asks", ""),
            ("skip", "hold of two seats, MariaDB, `SKIP LOCKED`", "peer"),
            ("rows", "hold of two seats, MariaDB, row locks", "peer"),
            ("confirm", "confirmed seat, MariaDB, unique key with reservation and event", "≥ 500/s"),
        )
    )
    load, where = (
        os.getloadavg()[0],
        f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}",
    )
    ahead = [f"{middle['redis'] / middle[peer]:.1f}" for peer in ("skip", "rows")]
    return f"""# Holding and selling seats

`bench/holds.py` on {where}, {datetime.now(UTC):%Y-%m-%d};
load average {load:.1f} at the end, everything on the one machine. {WORKERS} processes at once, medians of {RUNS} runs.

| what | median | range | aim |
|---|---|---|---|
{told}

Redis holds {ahead[0]} times as many as `SKIP LOCKED` and {ahead[1]} times as many as row locks.

Through the edge, gateway and state machine (eight invocations a buyer, and those that follow it): {BUYERS} buyers at a
time, {GATEWAY_SEATS} seats, one run: {through[0]:.1f} seats/s; from request to ticket {through[1]:.2f} s (median),
{through[2]:.2f} s (p99).
"""


def run() -> None:
    """Measure and write."""
    cloud = Cloud()
    with ProcessPoolExecutor(WORKERS) as pool:
        found = store_rates(pool, cloud)
    text = report(found, gateway(cloud))
    (ROOT / "bench" / "results" / "holds.md").write_text(text)
    print(text)


if __name__ == "__main__":
    run()
