"""Acknowledged inserts outlive kill -9; SIGTERM ends it cleanly."""

# ruff: noqa: S608  # table names are made here
from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import httpx

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
