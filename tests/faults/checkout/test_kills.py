"""kill -9 of one part in the middle of many checkouts: each ends in a terminal state within a minute of recovery."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from checkouts import assert_invariants, build, follow, insist
from engines import control
from faults.backbone.test_changes_survive_kills import RECOVERED_WITHIN, kill_functions, kill_part
from local_cloud import eventually

if TYPE_CHECKING:
    from local_cloud import Cloud

CHECKOUTS = 24
VICTIMS = {
    name: kill_part(name)
    for name in ("redis", "mysql", "localstack", "payments", "kafka", "connect", "clickhouse", "edge")
} | {"functions": kill_functions}  # fmt: skip


def all_well(cloud: Cloud) -> bool:
    snapshot = control.status(cloud.settings.state)
    return snapshot is not None and all(part["state"] == "healthy" for part in snapshot["parts"])


def serving(cloud: Cloud) -> bool:
    with suppress(httpx.HTTPError):
        paths = ("booking", "orders", "payments")
        return all(cloud.http.get(f"/api/{path}/health").status_code == httpx.codes.OK for path in paths)
    return False


@pytest.mark.parametrize("victim", VICTIMS)
def test_every_checkout_ends_after_a_kill_in_the_middle(cloud: Cloud, victim: str) -> None:
    house = build(cloud, per_row=CHECKOUTS // 4)
    seats = list(house.seats.values())
    cloud.token("viewer")
    begun = threading.Semaphore(0)

    def go(number: int) -> str:
        begun.release()
        return insist(cloud, house, [seats[number % len(seats)]])

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(go, number) for number in range(CHECKOUTS)]
        for _ in range(CHECKOUTS // 2):
            begun.acquire()
        VICTIMS[victim](cloud)
        started = [each.result() for each in running]
    eventually(lambda: all_well(cloud) and serving(cloud), RECOVERED_WITHIN, "every part is healthy again")
    ended = [follow(cloud, checkout, within=RECOVERED_WITHIN) for checkout in started]
    books = assert_invariants(cloud, house)
    statuses = [checkout["status"] for checkout in ended]
    print(victim, {status: statuses.count(status) for status in set(statuses)})
    assert len(books.checkouts) == CHECKOUTS


@pytest.fixture(autouse=True)
def _healthy_again(cloud: Cloud) -> Any:
    """The next test finds everything well: the supervisor brings back what was killed."""
    yield
    eventually(lambda: all_well(cloud) and serving(cloud), RECOVERED_WITHIN, "every part is healthy again")
