"""Acknowledged inserts outlive kill -9; SIGTERM ends it cleanly."""

# ruff: noqa: S608  # table names are made here
from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from integration.clickhouse_front.front_process import FrontProcess

ROWS = 100


def test_kill_9_keeps_every_acknowledged_insert_whole(own_front: FrontProcess) -> None:
    own_front.ask("CREATE DATABASE shop")
    own_front.ask("CREATE TABLE shop.t (batch UInt64, n UInt64) ENGINE = MergeTree ORDER BY (batch, n)")
    acknowledged: list[int] = []
    enough = threading.Event()

    def insert_until_it_dies() -> None:
        for batch in range(100_000):
            statement = f"INSERT INTO shop.t SELECT {batch}, number FROM numbers({ROWS})"
            try:
                if own_front.ask(statement).status_code != 200:
                    return
            except httpx.TransportError:
                return
            acknowledged.append(batch)
            if len(acknowledged) >= 50:
                enough.set()

    writer = threading.Thread(target=insert_until_it_dies)
    writer.start()
    assert enough.wait(60)
    own_front.kill()
    writer.join()
    own_front.start()
    kept = own_front.ask("SELECT batch, count() FROM shop.t GROUP BY batch ORDER BY batch").text.splitlines()
    counts = {int(line.split("\t")[0]): int(line.split("\t")[1]) for line in kept}
    assert set(acknowledged) <= set(counts)
    assert len(counts) <= len(acknowledged) + 1  # at most the one whose answer was lost
    assert set(counts.values()) == {ROWS}


def test_sigterm_ends_it_with_status_0_and_the_data_stays(own_front: FrontProcess) -> None:
    own_front.ask("CREATE DATABASE shop")
    own_front.ask("CREATE TABLE shop.t (a Int64) ENGINE = MergeTree ORDER BY a")
    own_front.ask("INSERT INTO shop.t VALUES (1)")
    own_front.ask("CREATE USER bob IDENTIFIED BY 'x'")
    assert own_front.stop() == 0
    own_front.start()
    assert own_front.client("bob", "x").command("SELECT count() FROM shop.t") == 1


@pytest.mark.parametrize(
    "statement", ["SELECT number FROM system.numbers FORMAT Native", "SELECT count() FROM numbers(1000000000000)"]
)
def test_sigterm_does_not_wait_for_an_endless_statement(own_front: FrontProcess, statement: str) -> None:
    running = "SELECT count() FROM system.processes WHERE query LIKE '%number%' AND query NOT LIKE '%processes%'"

    def ask() -> None:
        with (
            contextlib.suppress(httpx.HTTPError),
            httpx.stream("POST", own_front.url, content=statement, auth=("default", "admin"), timeout=60) as reply,
        ):
            for _ in reply.iter_bytes():
                pass

    asking = threading.Thread(target=ask)
    asking.start()
    while own_front.ask(running).text == "0\n":
        time.sleep(0.05)
    assert own_front.stop(20) == 0
    asking.join()
    own_front.start()
    assert own_front.ask("SELECT 1").text == "1\n"


def test_a_statement_beyond_its_memory_is_refused_and_the_rest_lives(own_front: FrontProcess) -> None:
    reply = own_front.ask("SELECT length(groupArray(number)) FROM numbers(1000000000)")
    assert reply.headers["x-clickhouse-exception-code"] == "241"
    assert own_front.ask("SELECT 1").text == "1\n"
