"""confirm_seats and release_seats on the real MariaDB: one row per seat of a showing, and its twin without the key."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from threading import Barrier
from typing import TYPE_CHECKING

import jsonschema
import pytest

from booking._adapters.mysql_sales import Sales
from booking._domain.refusals import CheckoutReleased, SeatsTaken
from chassis.ids import new_id
from chassis.mysql import Database
from integration.booking import houses
from integration.booking.houses import task
from integration.catalogue.context_stores import ROOT, _connect

if TYPE_CHECKING:
    from integration.booking.houses import House
    from integration.catalogue.context_stores import Schema

BUYERS = 12


def rush(schema: Schema, house: House) -> Counter[str]:
    """So many buyers confirm seat A1 at the same moment, each on a connection of its own; sold seats by count."""
    gate = Barrier(BUYERS)

    def buy(_: int) -> bool:
        sales = Sales(Database(schema.url, schema.secret))
        sales.sold(house.showing_id)  # connected
        gate.wait()
        try:
            sales.confirm(house.showing_id, new_id(), [house.seats["A1"]], datetime.now(UTC))
        except SeatsTaken:
            return False
        return True

    with ThreadPoolExecutor(BUYERS) as pool:
        return Counter("sold" if bought else "refused" for bought in pool.map(buy, range(BUYERS)))


def rows(schema: Schema, house: House) -> int:
    return schema.number(
        "SELECT COUNT(*) FROM seats_sold WHERE showing_id = UNHEX(REPLACE(%s, '-', ''))", (house.showing_id,)
    )


def test_of_many_at_once_one_buys_the_seat(schema: Schema, house: House) -> None:
    assert rush(schema, house) == {"sold": 1, "refused": BUYERS - 1}
    assert rows(schema, house) == 1


def test_the_twin_without_the_unique_key_oversells(schema: Schema) -> None:
    house = houses.build(schema)
    with closing(_connect(schema.root, schema.name)) as connection, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE seats_sold ADD KEY by_showing (showing_id), DROP KEY seats_sold_once")
        try:
            assert rush(schema, house)["sold"] > 1
        finally:
            cursor.execute("DELETE FROM seats_sold")
            cursor.execute(
                "ALTER TABLE seats_sold ADD UNIQUE KEY seats_sold_once (showing_id, seat_id), DROP KEY by_showing"
            )


def test_a_repeated_confirmation_sells_once(schema: Schema, house: House) -> None:
    asked = house.asking("A1", "A2")
    assert task("confirm_seats", asked) == task("confirm_seats", asked)
    assert rows(schema, house) == 2
    assert [event.type for event in schema.published(asked["checkout_id"])] == ["cdlc.booking.SeatsSold.v1"]


def test_a_confirmation_with_one_taken_seat_sells_none(schema: Schema, house: House) -> None:
    task("confirm_seats", house.asking("A2"))
    with pytest.raises(SeatsTaken) as refusal:
        task("confirm_seats", house.asking("A1", "A2"))
    assert [error.pointer for error in refusal.value.errors] == [f"/seat_ids/{house.seats['A2']}"]
    assert rows(schema, house) == 1


def test_a_confirmation_leaves_no_hold(house: House) -> None:
    asked = house.asking("A1")
    task("hold_seats", asked)
    task("confirm_seats", asked)
    assert task("release_seats", asked)["was"] == "confirmed"


def test_a_release_makes_the_seats_free_again_and_says_so_once(schema: Schema, house: House) -> None:
    asked = house.asking("A1", "B1")
    task("confirm_seats", asked)
    assert [task("release_seats", asked)["was"] for _ in range(2)] == ["confirmed", "none"]
    assert rows(schema, house) == 0
    events = schema.published(asked["checkout_id"])
    assert [(event.type.split(".")[2], event.aggregateversion) for event in events] == [
        ("SeatsSold", 1), ("SeatsReleased", 2),
    ]  # fmt: skip
    for event in events:
        form = ROOT / "events" / "schemas" / "booking" / f"{event.type.split('.')[2]}.v1.json"
        jsonschema.validate(json.loads(json.dumps(dict(event.data))), json.loads(form.read_text()))
    task("confirm_seats", house.asking("A1"))
    assert schema.number("SELECT COUNT(*) FROM outbox") == 0


def test_a_confirmation_that_comes_after_its_release_is_refused(schema: Schema, house: House) -> None:
    asked = house.asking("A1")
    task("release_seats", asked)
    with pytest.raises(CheckoutReleased):
        task("confirm_seats", asked)
    assert rows(schema, house) == 0


def test_of_a_confirmation_and_its_release_at_once_nothing_is_left(schema: Schema, house: House) -> None:
    for seat in house.seats:
        asked, gate = house.asking(seat), Barrier(2)

        def confirm(asked: dict[str, str] = asked, gate: Barrier = gate) -> None:
            sales = Sales(Database(schema.url, schema.secret))
            gate.wait()
            try:
                sales.confirm(asked["showing_id"], asked["checkout_id"], asked["seat_ids"], datetime.now(UTC))
            except CheckoutReleased:
                return

        def release(asked: dict[str, str] = asked, gate: Barrier = gate) -> None:
            sales = Sales(Database(schema.url, schema.secret))
            gate.wait()
            sales.release(asked["showing_id"], asked["checkout_id"], datetime.now(UTC))

        with ThreadPoolExecutor(2) as pool:
            for done in (pool.submit(confirm), pool.submit(release)):
                done.result()
    assert rows(schema, house) == 0


def test_a_release_of_a_showing_that_does_not_exist_is_taken(house: House) -> None:
    assert task("release_seats", {**house.asking("A1"), "showing_id": new_id()})["was"] == "none"
