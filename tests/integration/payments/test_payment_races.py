"""What runs at once has one effect; and without the protection each of these tests fails."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from chassis import clock
from integration.payments.paying import new_checkout, run, until_done
from payments import _operations, _wiring
from payments._adapters import mysql_payments
from payments._adapters.mysql_payments import OpenPayment, Payments
from payments._adapters.stripe_provider import StripeProvider
from payments._domain.ledger import Truth
from payments._domain.payment import CheckoutId, Money, Payment, PaymentId
from payments._domain.refusals import PaymentAlreadyReleased, PaymentNotCapturable

if TYPE_CHECKING:
    from integration.catalogue.context_stores import Schema
    from integration.payments.paying import Provider
    from payments._domain.payment import Change

WORKERS = 8


@pytest.fixture(autouse=True)
def _many(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - the stores first
    """A connection per thread, as every execution environment has its own."""
    local, build = threading.local(), _wiring.database.__wrapped__

    def database() -> Any:
        if not hasattr(local, "database"):
            local.database = build()
        return local.database

    monkeypatch.setattr(_wiring, "database", database)
    monkeypatch.setattr(_wiring, "payments", lambda: Payments(database()))


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run all together; what each answered or raised."""
    start = threading.Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - it is the answer
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def test_twenty_doubled_authorisations_hold_the_amount_once(provider: Provider, schema: Schema) -> None:
    checkout = new_checkout()
    at_once(*[lambda: run("authorize_payment", checkout)] * 20)
    done = until_done("authorize_payment", checkout)
    assert (done["status"], len(provider.intents(checkout)), provider.held(checkout)) == ("authorized", 1, 2450)
    assert [event.type for event in schema.published(done["payment_id"])] == ["cdlc.payments.PaymentAuthorized.v1"]


def test_doubled_captures_and_releases_end_in_one_state(provider: Provider, schema: Schema) -> None:
    for _ in range(5):
        checkout = new_checkout()
        run("authorize_payment", checkout)
        works = [lambda: run("capture_payment", checkout), lambda: run("release_payment", checkout)]  # noqa: B023
        at_once(*works * (WORKERS // 2))
        done = until_done("release_payment", checkout)
        assert done["status"] in {"voided", "refunded"}
        assert (provider.held(checkout), provider.taken(checkout)) == (0, 0)
        facts = [event.type.split(".")[2] for event in schema.published(done["payment_id"])]
        assert facts.count("PaymentReleased") == 1
        assert facts.count("PaymentCaptured") == (done["status"] == "refunded")


def test_a_release_beside_an_authorisation_leaves_nothing_held(provider: Provider) -> None:
    for _ in range(10):
        checkout = new_checkout()
        at_once(lambda: run("authorize_payment", checkout), lambda: run("release_payment", checkout))  # noqa: B023
        until_done("release_payment", checkout)
        assert provider.held(checkout) == 0
        with pytest.raises(PaymentAlreadyReleased):
            run("authorize_payment", checkout)


Deed = Callable[[StripeProvider, Payment], Any]


def interrupted(monkeypatch: pytest.MonkeyPatch, method: str, between: Callable[[], Any]) -> None:
    """Let something happen just before the provider is asked to do `method`, once."""
    real: Deed = getattr(StripeProvider, method)
    waiting = [between]

    def deed(self: StripeProvider, payment: Payment) -> Any:
        if waiting:
            waiting.pop()()
        return real(self, payment)

    monkeypatch.setattr(StripeProvider, method, deed)


@pytest.mark.parametrize("deed", ["intend", "authorize"])
def test_a_release_in_the_middle_of_an_authorisation_wins(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    checkout = new_checkout()
    interrupted(monkeypatch, deed, lambda: run("release_payment", checkout))
    with pytest.raises(PaymentAlreadyReleased):
        run("authorize_payment", checkout)
    assert (provider.held(checkout), run("release_payment", checkout)["status"]) == (0, "voided")
    stored = _wiring.payments().of_checkout(CheckoutId(checkout))
    assert stored
    assert (stored.intent_id is None) == (deed == "intend"), "a row that was released takes no id"


def test_a_release_in_the_middle_of_a_capture_gives_back_or_lets_go(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = new_checkout()
    run("authorize_payment", checkout)
    interrupted(monkeypatch, "capture", lambda: run("release_payment", checkout))
    with pytest.raises(PaymentNotCapturable):
        run("capture_payment", checkout)
    assert (provider.held(checkout), provider.taken(checkout)) == (0, 0)


def test_a_capture_in_the_middle_of_a_release_is_refunded(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = new_checkout()
    held = run("authorize_payment", checkout)
    payment = _wiring.payments().read(held["payment_id"])
    interrupted(monkeypatch, "release", lambda: _wiring.provider().capture(payment))
    assert run("release_payment", checkout)["status"] == "refunded"
    assert (provider.held(checkout), provider.taken(checkout)) == (0, 0)


def declines_heard_at_once(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is told when two tasks hear one decline, each waiting for the other between reading the row and writing."""
    now = clock.now()
    wanted = Payment(
        id=PaymentId(new_checkout()), checkout_id=CheckoutId(new_checkout()), account_id="a", money=Money(100, "EUR"),
        method="pm_1", created_at=now, updated_at=now,
    )  # fmt: skip
    payment, meeting, real = _wiring.payments().first(wanted), threading.Barrier(2), OpenPayment.save

    def save(self: OpenPayment, change: Change) -> Payment:
        with suppress(threading.BrokenBarrierError):
            meeting.wait(0.5)
        return real(self, change)

    monkeypatch.setattr(OpenPayment, "save", save)
    at_once(*[lambda: _operations.settle(payment, Truth(decline_code="lost_card"))] * 2)
    return [event.type for event in schema.published(payment.id)]


def test_a_fact_that_two_tasks_hear_at_once_is_told_once(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    assert declines_heard_at_once(schema, monkeypatch) == ["cdlc.payments.PaymentDeclined.v1"]


# The twins: the same without the protection.


def test_without_the_tombstone_a_late_authorisation_holds_money_for_nobody(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = new_checkout()
    with monkeypatch.context() as without:
        without.setattr(Payments, "first", lambda _self, wanted: wanted)
        without.setattr(_operations, "release", lambda payment: payment)
        assert run("release_payment", checkout)["status"] == "none"
    run("authorize_payment", checkout)
    assert provider.held(checkout) == 2450


def test_without_the_row_s_check_an_intent_is_confirmed_after_the_release(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = new_checkout()
    interrupted(monkeypatch, "intend", lambda: run("release_payment", checkout))

    def unchecked(_self: Payments, payment: Payment, intent_id: str) -> Payment:
        from dataclasses import replace  # noqa: PLC0415

        return replace(payment, intent_id=intent_id)

    monkeypatch.setattr(Payments, "intend", unchecked)
    with pytest.raises(PaymentAlreadyReleased):
        run("authorize_payment", checkout)
    assert provider.held(checkout) == 2450


def test_without_the_provider_s_fence_a_confirmation_on_its_way_holds_money(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = new_checkout()
    interrupted(monkeypatch, "authorize", lambda: run("release_payment", checkout))
    monkeypatch.setattr(StripeProvider, "release", StripeProvider.look)
    with pytest.raises(PaymentAlreadyReleased):
        run("authorize_payment", checkout)
    assert provider.held(checkout) == 2450


def test_without_the_row_s_lock_a_fact_is_told_twice(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    load = mysql_payments._load
    monkeypatch.setattr(mysql_payments, "_load", lambda tx, payment_id, _lock="": load(tx, payment_id))
    assert declines_heard_at_once(schema, monkeypatch) == ["cdlc.payments.PaymentDeclined.v1"] * 2


def test_without_its_idempotency_key_a_doubled_intent_is_two(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = new_checkout()
    real = StripeProvider._chain

    def keyless(self: StripeProvider, payment: Payment, deed: str, call: Any) -> Any:
        return real(self, payment, f"{deed}:{new_checkout()}", call)

    monkeypatch.setattr(StripeProvider, "_chain", keyless)
    provider.fault("payment_intents.create", "lose_answer", checkout)
    until_done("authorize_payment", checkout)
    assert len(provider.intents(checkout)) == 2
