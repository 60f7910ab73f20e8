"""How a checkout may move: in whatever order steps and failures come, it ends one way and stays there."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.ids import new_id
from orders._domain.checkout import (
    DECLINES,
    GIVEN_UP_AFTER,
    OPEN,
    REFUSALS,
    Checkout,
    CheckoutId,
    HeldSeat,
    Hold,
    Money,
    Problem,
    abandoned,
    completed,
    ended,
    problem_of,
    resumed,
    to_undo,
    with_hold,
)
from orders._domain.order import order_for
from orders._domain.refusals import CheckoutAbandoned

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOLD = Hold(
    NOW + timedelta(minutes=10), new_id(NOW), NOW + timedelta(1), "Europe/Paris", "Palace", "One", Money(24, "EUR"),
    (HeldSeat("a", "A", 1, "stalls", 12), HeldSeat("b", "A", 2, "stalls", 12)),
)  # fmt: skip
NEW = Checkout(CheckoutId(new_id(NOW)), "viewer", new_id(NOW), ("a", "b"), "pm_card_visa", None, "f" * 64, NOW, NOW)
STEPS = {
    "hold": lambda checkout: with_hold(checkout, HOLD, NOW),
    "issue": lambda checkout: completed(checkout, NOW),
    "refused": lambda checkout: abandoned(checkout, Problem("SeatsTaken", ""), NOW),
    "declined": lambda checkout: abandoned(checkout, Problem("PaymentDeclined", ""), NOW),
    "broken": lambda checkout: abandoned(checkout, Problem("Unavailable", ""), NOW),
    "end": lambda checkout: ended(checkout, NOW),
    "resume": lambda checkout: resumed(checkout, NOW + timedelta(hours=1)),
}


def walk(steps: list[str]) -> list[Checkout]:
    seen = [NEW]
    for step in steps:
        if step == "resume" and seen[-1].status not in OPEN:
            continue  # only what is open is resumed
        try:
            seen.append(STEPS[step](seen[-1]))
        except CheckoutAbandoned:
            assert step in {"hold", "issue"}
    return seen


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=30))
def test_in_whatever_order_steps_come_a_checkout_ends_one_way_and_stays_there(steps: list[str]) -> None:
    seen = [checkout.status for checkout in walk(steps)]
    terminal = [status for status in seen if status not in OPEN]
    assert len(set(terminal)) <= 1
    assert not terminal or seen[seen.index(terminal[0]) :] == terminal
    assert not {"undoing", "completed"} <= set(seen)


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=30))
def test_no_payment_is_left_behind_by_who_never_had_a_price(steps: list[str]) -> None:
    for checkout in walk(steps):
        if checkout.status == "undoing":
            assert to_undo(checkout) == ("payment" if checkout.hold else "seats")
        else:
            assert to_undo(checkout) == "nothing"


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=30))
def test_what_ended_badly_says_why_and_the_first_reason_stays(steps: list[str]) -> None:
    seen = walk(steps)
    assert (seen[-1].problem is None) == (seen[-1].status in {"pending", "held", "completed"})
    assert len({checkout.problem for checkout in seen if checkout.problem}) <= 1


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=30))
def test_versions_and_runs_only_grow(steps: list[str]) -> None:
    seen = walk(steps)
    assert [checkout.version for checkout in seen] == sorted(checkout.version for checkout in seen)
    assert len({checkout.execution for checkout in seen}) == seen[-1].run


def test_a_checkout_that_is_resumed_in_time_goes_on() -> None:
    held = with_hold(NEW, HOLD, NOW)
    assert resumed(held, NOW + GIVEN_UP_AFTER).status == "held"
    assert resumed(held, NOW + GIVEN_UP_AFTER + timedelta(seconds=1)).status == "undoing"


@pytest.mark.parametrize("name", sorted(REFUSALS | DECLINES))
def test_a_refusal_is_told_in_its_own_words(name: str) -> None:
    cause = json.dumps({"errorMessage": "so it is", "errorType": name})
    assert problem_of(name, cause) == Problem(name, "so it is")
    assert problem_of(name, "no JSON").name == name


@given(st.text(max_size=100), st.text(max_size=100))
def test_nothing_else_tells_what_happened_inside(error: str, cause: str) -> None:
    problem = problem_of(error, cause)
    assert problem.detail == problem_of("KeyError", "").detail
    assert 0 < len(problem.name) <= 64
    assert problem.name.isascii()


def test_an_order_has_a_ticket_for_each_held_seat_and_costs_what_was_held() -> None:
    order = order_for(with_hold(NEW, HOLD, NOW), new_id(NOW), "Metropolis", NOW, lambda: new_id(NOW))
    assert [ticket.seat_id for ticket in order.tickets] == ["a", "b"]
    assert order.total.amount == sum(ticket.amount for ticket in order.tickets)
    with pytest.raises(CheckoutAbandoned):
        order_for(NEW, new_id(NOW), None, NOW, lambda: new_id(NOW))
