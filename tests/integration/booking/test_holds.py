"""hold_seats: all seats or none, for a while, for one checkout; the script on the real Redis."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from booking import _wiring
from booking._domain.refusals import (
    CheckoutReleased,
    PriceChanged,
    SeatsTaken,
    SeatsUnknown,
    ShowingPast,
    ShowingUnknown,
    TooManySeats,
)
from booking._domain.seating import HOLD
from chassis.ids import new_id
from integration.booking import houses
from integration.booking.houses import task

if TYPE_CHECKING:
    from integration.booking.houses import House
    from integration.catalogue.context_stores import Schema


def held(house: House, at: datetime | None = None) -> set[str]:
    ids = _wiring.holds().held(house.showing_id, at or datetime.now(UTC))
    return {name for name, seat in house.seats.items() if seat in ids}


def test_a_hold_says_what_the_seats_cost_and_for_how_long(house: House) -> None:
    answer = task("hold_seats", house.asking("A1", "B1"))
    assert answer["total"] == {"amount": 2700, "currency": "EUR"}
    assert [(seat["row"], seat["number"], seat["amount"]) for seat in answer["seats"]] == [
        ("A", 1, 1200),
        ("B", 1, 1500),
    ]
    left = datetime.fromisoformat(answer["expires_at"]) - datetime.now(UTC)
    assert timedelta(0) < left <= HOLD
    assert answer["showing"]["title_id"] == house.title_id


def test_a_second_checkout_cannot_hold_a_held_seat_and_gets_none_of_the_others(house: House) -> None:
    task("hold_seats", house.asking("A1", "A2"))
    with pytest.raises(SeatsTaken) as refusal:
        task("hold_seats", house.asking("A2", "A3"))
    assert [error.pointer for error in refusal.value.errors] == [f"/seat_ids/{house.seats['A2']}"]
    assert held(house) == {"A1", "A2"}


def test_a_repeated_hold_is_the_same_hold(house: House) -> None:
    asked = house.asking("A1", "A2")
    first = task("hold_seats", asked)
    assert task("hold_seats", asked)["total"] == first["total"]
    assert held(house) == {"A1", "A2"}


def test_a_sold_seat_cannot_be_held_even_when_nobody_holds_it(house: House) -> None:
    bought = house.asking("A1")
    task("confirm_seats", bought)
    with pytest.raises(SeatsTaken):
        task("hold_seats", house.asking("A1", "A2"))
    assert held(house) == set()


def test_a_hold_ends_by_the_platform_s_clock_not_by_redis_s(house: House) -> None:
    holds, now = _wiring.holds(), datetime.now(UTC)
    seats = [house.seats["A1"]]
    holds.take(house.showing_id, new_id(), seats, now=now, until=now + HOLD)
    later = now + HOLD
    assert held(house, later - timedelta(milliseconds=1)) == {"A1"}
    assert held(house, later) == set()
    with pytest.raises(SeatsTaken):
        holds.take(house.showing_id, new_id(), seats, now=later - timedelta(milliseconds=1), until=later + HOLD)
    holds.take(house.showing_id, new_id(), seats, now=later, until=later + HOLD)


def test_a_hold_that_comes_after_its_release_is_refused(house: House) -> None:
    asked = house.asking("A1", "A2")
    assert task("release_seats", asked)["was"] == "none"
    with pytest.raises(CheckoutReleased):
        task("hold_seats", asked)
    assert held(house) == set()


def test_a_late_hold_is_refused_even_by_a_redis_that_lost_everything(house: House) -> None:
    asked = house.asking("A1")
    task("release_seats", asked)
    client = _wiring.holds()._redis
    client.delete(f"cdlc:booking:released:{{{house.showing_id}}}:{asked['checkout_id']}")
    with pytest.raises(CheckoutReleased):
        task("hold_seats", asked)
    assert held(house) == set()


def test_a_release_drops_the_checkout_s_own_holds_alone(house: House) -> None:
    mine, other = house.asking("A1"), house.asking("A2")
    task("hold_seats", mine)
    task("hold_seats", other)
    assert task("release_seats", {**mine, "seat_ids": [*mine["seat_ids"], *other["seat_ids"]]})["was"] == "held"
    assert held(house) == {"A2"}
    assert task("release_seats", mine)["was"] == "none"


def test_what_cannot_be_held_is_refused_by_name(house: House, schema: Schema) -> None:
    with pytest.raises(ShowingUnknown):
        task("hold_seats", {**house.asking("A1"), "showing_id": new_id()})
    with pytest.raises(SeatsUnknown):
        task("hold_seats", {**house.asking("A1"), "seat_ids": [new_id()]})
    with pytest.raises(TooManySeats):
        task("hold_seats", {**house.asking("A1"), "seat_ids": []})
    with pytest.raises(TooManySeats):
        task("hold_seats", house.asking("A1", "A1"))
    with pytest.raises(PriceChanged):
        task("hold_seats", house.asking("A1", expected_total={"amount": 1100, "currency": "EUR"}))
    past = houses.build(schema, timedelta(seconds=-1))
    with pytest.raises(ShowingPast):
        task("hold_seats", past.asking("A1"))
    assert held(house) == held(past) == set()


def test_eleven_seats_are_too_many(schema: Schema) -> None:
    big = houses.build(schema, numbers=11)
    names = [f"A{number}" for number in range(1, 12)]
    with pytest.raises(TooManySeats):
        task("hold_seats", big.asking(*names))
    task("hold_seats", big.asking(*names[:10]))


def test_of_fifty_at_once_one_holds_a_seat(house: House) -> None:
    holds, now, seats = _wiring.holds(), datetime.now(UTC), [house.seats["A1"], house.seats["A2"]]

    def try_to_hold(_: int) -> bool:
        try:
            holds.take(house.showing_id, new_id(), seats, now=now, until=now + HOLD)
        except SeatsTaken:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(try_to_hold, range(50))) == 1
