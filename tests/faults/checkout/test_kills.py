"""kill -9 of one part in the middle of many checkouts: each ends in a terminal state within a minute of recovery.

The payment provider answers slowly meanwhile, so that the kill finds checkouts between hold and confirmation.
"""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from checkouts import assert_invariants, build, follow, insist, provider, rows
from engines import control
from faults.backbone.test_changes_survive_kills import RECOVERED_WITHIN, kill_functions, kill_part
from local_cloud import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checkouts import House
    from local_cloud import Cloud

CHECKOUTS, AT_LEAST = 24, 3
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


@contextmanager
def slow_provider(cloud: Cloud) -> Iterator[None]:
    """Confirmations of payments take two seconds; a killed provider forgets that."""
    with provider(cloud) as client:
        fault = {"operation": "payment_intents.confirm", "effect": "delay", "seconds": 2, "times": 0}
        client.post("/_faults", json=fault).raise_for_status()
    try:
        yield
    finally:
        with provider(cloud) as client:
            client.delete("/_faults").raise_for_status()


def in_the_middle(cloud: Cloud, house: House) -> bool:
    """Some checkouts hold seats and wait for their payment."""
    showing = uuid.UUID(house.showing_id).bytes
    found = rows(cloud, "SELECT COUNT(*) AS n FROM orders.checkouts WHERE showing_id = %s AND status = 'held'", showing)
    return bool(found[0]["n"] >= AT_LEAST)


@pytest.mark.parametrize("victim", VICTIMS)
def test_every_checkout_ends_after_a_kill_in_the_middle(cloud: Cloud, victim: str) -> None:
    house = build(cloud, per_row=CHECKOUTS // 4)
    seats = list(house.seats.values())
    cloud.token("viewer")

    def go(number: int) -> str:
        return insist(cloud, house, [seats[number % len(seats)]])

    with ThreadPoolExecutor(4) as pool, slow_provider(cloud):
        running = [pool.submit(go, number) for number in range(CHECKOUTS)]
        eventually(lambda: in_the_middle(cloud, house), RECOVERED_WITHIN, "checkouts wait for their payment")
        VICTIMS[victim](cloud)
        started = [each.result() for each in running]
    eventually(lambda: all_well(cloud) and serving(cloud), RECOVERED_WITHIN, "every part is healthy again")
    ended = [follow(cloud, checkout, within=RECOVERED_WITHIN) for checkout in started]
    books = assert_invariants(cloud, house)
    statuses = [checkout["status"] for checkout in ended]
    showing = uuid.UUID(house.showing_id).bytes
    runs = rows(cloud, "SELECT MAX(run) AS n FROM orders.checkouts WHERE showing_id = %s", showing)[0]["n"]
    print(victim, {status: statuses.count(status) for status in set(statuses)}, f"runs: {runs}")
    assert (runs > 1) == (victim == "localstack"), "executions break off where Step Functions does, and only there"
    assert len(books.checkouts) == CHECKOUTS


@pytest.fixture(autouse=True)
def _healthy_again(cloud: Cloud) -> Any:
    """The next test finds everything well: the supervisor brings back what was killed."""
    yield
    eventually(lambda: all_well(cloud) and serving(cloud), RECOVERED_WITHIN, "every part is healthy again")
