"""What follows from the provider's word, whenever it is heard: the status, the book, the events."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from payments._domain.facts import facts
from payments._domain.ledger import Movement, Truth, movements
from payments._domain.payment import (
    ENDED,
    CheckoutId,
    Money,
    Payment,
    PaymentId,
    Status,
    capture_begun,
    release_begun,
    require_owner,
    require_same,
    settled,
    tombstone,
)
from payments._domain.refusals import CheckoutPaidOtherwise, PaymentNotCapturable, PaymentNotFound

NOW = datetime(2026, 11, 22, tzinfo=UTC)
AMOUNT = 2450
HELD, TAKEN = Truth(authorized=AMOUNT), Truth(authorized=AMOUNT, captured=AMOUNT)
VOIDED, REFUNDED = Truth(authorized=AMOUNT, ended=True), Truth(authorized=AMOUNT, captured=AMOUNT, refunded=AMOUNT)
NOTHING, CLOSED = Truth(), Truth(ended=True)
DECLINED, DECLINED_CLOSED = Truth(decline_code="lost_card"), Truth(ended=True, decline_code="lost_card")


def payment(status: Status = "authorizing", **more: Any) -> Payment:
    usual: dict[str, Any] = {
        "id": PaymentId("01938f5e-7b00-7000-8000-0000000000a1"),
        "checkout_id": CheckoutId("01938f5e-7b00-7000-8000-0000000000b1"),
        "account_id": "account", "money": Money(AMOUNT, "EUR"), "method": "pm_1", "intent_id": "pi_1",
        "created_at": NOW, "updated_at": NOW,
    }  # fmt: skip
    return Payment(status=status, **usual | more)


@pytest.mark.parametrize(
    ("status", "truth", "after"),
    [
        ("authorizing", NOTHING, "authorizing"), ("authorizing", HELD, "authorized"),
        ("authorizing", DECLINED, "declined"), ("authorizing", CLOSED, "voided"),
        ("authorized", TAKEN, "captured"), ("authorized", VOIDED, "voided"),
        ("capturing", HELD, "capturing"), ("capturing", TAKEN, "captured"), ("capturing", VOIDED, "voided"),
        ("captured", HELD, "captured"), ("captured", REFUNDED, "refunded"),
        ("releasing", HELD, "releasing"), ("releasing", TAKEN, "releasing"), ("releasing", VOIDED, "voided"),
        ("releasing", REFUNDED, "refunded"), ("releasing", CLOSED, "voided"),
        ("releasing", DECLINED_CLOSED, "declined"), ("releasing", DECLINED, "releasing"),
    ],
)  # fmt: skip
def test_the_provider_s_word_makes_the_status(status: Status, truth: Truth, after: Status) -> None:
    assert settled(payment(status), truth, set(), NOW).after.status == after


@pytest.mark.parametrize("truth", [NOTHING, HELD, TAKEN, VOIDED, REFUNDED, CLOSED, DECLINED])
@pytest.mark.parametrize("status", ENDED)
def test_what_has_ended_never_changes(status: Status, truth: Truth) -> None:
    every = {"authorize", "capture", "void", "refund"}
    change = settled(payment(status), truth, every, NOW)
    assert (change.after, change.movements, facts(change)) == (payment(status), (), [])


def test_what_was_missed_is_written_down_at_once_and_in_order() -> None:
    change = settled(payment("releasing", version=3), REFUNDED, set(), NOW)
    assert [each.kind for each in change.movements] == ["authorize", "capture", "refund"]
    told = [(event.type.split(".")[2], event.aggregateversion) for event in facts(change)]
    assert told == [("PaymentAuthorized", 4), ("PaymentCaptured", 5), ("PaymentReleased", 6)]
    assert change.after.version == 6


def test_a_decline_keeps_the_bank_s_reason() -> None:
    change = settled(payment(), DECLINED, set(), NOW)
    assert change.after.decline_code == "lost_card"
    (event,) = facts(change)
    assert (event.type, event.data["decline_code"]) == ("cdlc.payments.PaymentDeclined.v1", "lost_card")


STEPS: list[Truth] = [NOTHING, HELD, TAKEN, REFUNDED]
LIVES = [STEPS[:count] for count in range(1, 5)] + [[NOTHING, HELD, VOIDED], [NOTHING, CLOSED], [NOTHING, DECLINED]]


@given(life=some.sampled_from(LIVES), order=some.randoms(use_true_random=False), data=some.data())
def test_answers_in_any_order_and_number_make_the_same_book(life: list[Truth], order: Any, data: Any) -> None:
    heard = [*data.draw(some.lists(some.sampled_from(life), max_size=6)), life[-1]]
    order.shuffle(heard)
    now, book, versions = payment(), list[Movement](), list[int]()
    for truth in heard:
        change = settled(now, truth, {each.kind for each in book}, NOW)
        book += change.movements
        versions += [event.aggregateversion for event in facts(change)]
        now = change.after
    assert {each.kind for each in book} == {each.kind for each in movements(life[-1])}
    assert len({each.kind for each in book}) == len(book), "each movement once"
    assert versions == sorted(set(versions))


@given(authorized=some.integers(0, 10**9), taken=some.floats(0, 1), back=some.floats(0, 1), ended=some.booleans())
def test_every_movement_adds_up_to_zero(authorized: int, taken: float, back: float, ended: bool) -> None:  # noqa: FBT001
    captured = int(authorized * taken)
    truth = Truth(authorized, captured, int(captured * back), ended)
    sums: dict[str, int] = {}
    for movement in movements(truth):
        assert sum(movement.entries.values()) == 0
        for account, amount in movement.entries.items():
            sums[account] = sums.get(account, 0) + amount
    over = bool(captured or ended)
    assert sums.get("held", 0) == (0 if over else authorized)
    whole = truth.refunded if truth.refunded >= captured else 0
    assert sums.get("provider", 0) == captured - whole


def test_a_movement_that_does_not_add_up_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="does not add up"):
        Movement("authorize", {"customer": -1, "held": 2})


@pytest.mark.parametrize("status", ["authorizing", "declined", "releasing", "voided", "refunded", "none"])
def test_only_what_is_held_can_be_taken(status: Status) -> None:
    with pytest.raises(PaymentNotCapturable, match=status):
        capture_begun(payment(status), NOW)


def test_taking_begins_once() -> None:
    begun = capture_begun(payment("authorized"), NOW)
    assert (begun.status, begun.version) == ("capturing", 2)
    assert capture_begun(begun, NOW) == begun
    assert capture_begun(payment("captured"), NOW) == payment("captured")


def test_a_release_closes_everything_that_has_not_ended() -> None:
    for status in ("authorizing", "authorized", "capturing", "captured", "releasing"):
        assert release_begun(payment(status), NOW).status == "releasing"
    for ended in ENDED:
        assert release_begun(payment(ended), NOW) == payment(ended)
    assert release_begun(payment(intent_id=None), NOW).status == "voided"


def test_a_checkout_pays_one_amount_with_one_method() -> None:
    require_same(payment("captured", id=PaymentId("another")), payment())
    require_same(tombstone(PaymentId("x"), CheckoutId("y"), NOW), payment())
    for other in ({"money": Money(1, "EUR")}, {"money": Money(AMOUNT, "USD")}, {"method": "pm_2"}, {"account_id": "b"}):
        with pytest.raises(CheckoutPaidOtherwise):
            require_same(payment(), payment(**other))


def test_a_payment_is_its_owner_s() -> None:
    require_owner(payment(), "account")
    for nobody in (payment(), tombstone(PaymentId("x"), CheckoutId("y"), NOW)):
        with pytest.raises(PaymentNotFound):
            require_owner(nobody, "another")
