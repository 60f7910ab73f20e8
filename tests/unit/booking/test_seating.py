"""Which seats a checkout may have and what they cost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking._domain.refusals import PriceChanged, SeatsUnknown, ShowingPast, TooManySeats
from booking._domain.seating import (
    MOST_SEATS,
    Money,
    Place,
    Seat,
    SeatId,
    Showing,
    ShowingId,
    chosen,
    require_price,
    taken,
    total,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CATEGORIES = ("stalls", "circle", "box")
seats = st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=40).map(
    lambda categories: [
        Seat(SeatId(f"seat-{number}"), "A", number, category, number, 0) for number, category in enumerate(categories)
    ]
)
prices = st.fixed_dictionaries({category: st.integers(0, 10_000_000) for category in CATEGORIES})


def showing(prices: dict[str, int] | None = None, starts_at: datetime = NOW + timedelta(hours=1)) -> Showing:
    place = Place("id", "name")
    return Showing(
        ShowingId("showing"), "title", place, place, "plan", starts_at, "Europe/Paris", "EUR",
        prices or dict.fromkeys(CATEGORIES, 1000), 1,
    )  # fmt: skip


@given(seats, st.data())
def test_who_asks_for_known_seats_gets_exactly_these_in_this_order(plan: list[Seat], data: st.DataObject) -> None:
    wanted = data.draw(
        st.lists(st.sampled_from([seat.id for seat in plan]), unique=True, min_size=1, max_size=MOST_SEATS)
    )
    assert [seat.id for seat in chosen(showing(), plan, wanted, NOW)] == wanted


@given(seats, st.lists(st.sampled_from(["seat-0", "seat-1", "no-seat"]), max_size=15))
def test_whatever_is_asked_for_is_given_whole_or_refused(plan: list[Seat], wanted: list[str]) -> None:
    ids, known = [SeatId(seat) for seat in wanted], {seat.id for seat in plan}
    if not ids or len(ids) > MOST_SEATS or len(set(ids)) < len(ids):
        with pytest.raises(TooManySeats):
            chosen(showing(), plan, ids, NOW)
    elif set(ids) - known:
        with pytest.raises(SeatsUnknown) as refusal:
            chosen(showing(), plan, ids, NOW)
        assert {error.pointer.rpartition("/")[2] for error in refusal.value.errors} == set(ids) - known
    else:
        assert [seat.id for seat in chosen(showing(), plan, ids, NOW)] == ids


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(seconds=1), timedelta(days=300)])
def test_a_showing_that_has_begun_sells_no_seat(ago: timedelta) -> None:
    plan = [Seat(SeatId("a"), "A", 1, "stalls", 0, 0)]
    with pytest.raises(ShowingPast):
        chosen(showing(starts_at=NOW - ago), plan, [SeatId("a")], NOW)


@given(prices, seats)
def test_a_total_is_the_sum_whatever_the_order(prices: dict[str, int], plan: list[Seat]) -> None:
    money = total(showing(prices), plan)
    assert money == total(showing(prices), plan[::-1])
    assert money.amount == sum(total(showing(prices), [seat]).amount for seat in plan)
    assert money.currency == "EUR"


def test_a_price_that_the_buyer_did_not_expect_is_refused() -> None:
    price = Money(1000, "EUR")
    require_price(price, None)
    require_price(price, Money(1000, "EUR"))
    for other in (Money(999, "EUR"), Money(1000, "USD")):
        with pytest.raises(PriceChanged):
            require_price(price, other)


def test_a_refusal_names_each_taken_seat() -> None:
    assert [error.pointer for error in taken([SeatId("a"), SeatId("b")]).errors] == ["/seat_ids/a", "/seat_ids/b"]
