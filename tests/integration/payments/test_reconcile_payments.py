"""reconcile_payments: what a task that died left on its way is settled by what the provider says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from chassis import clock
from integration.catalogue.lambda_calls import sample
from integration.payments.paying import new_checkout, run
from payments import _wiring, reconcile_payments
from payments._domain.payment import ABANDONED, PATIENCE
from payments._domain.refusals import PaymentProviderUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.payments.paying import Provider

    Later = Callable[[timedelta], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch, provider: Provider) -> Later:  # noqa: ARG001 - the stores first
    """Move the clock on."""
    return lambda by: monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + by)


def tick() -> dict[str, Any]:
    answer: dict[str, Any] = reconcile_payments.handler(sample("payments", "reconcile_payments"), None)
    return answer


def status(checkout: str) -> str:
    payment = _wiring.payments().of_checkout(checkout)  # type: ignore[arg-type]
    assert payment is not None
    return payment.status


def fail(provider: Provider, operation: str, call: str, effect: str, checkout: str) -> None:
    provider.fault(call, effect, checkout)
    with pytest.raises(PaymentProviderUnavailable):
        run(operation, checkout)


@pytest.mark.parametrize(("effect", "found"), [("lose_answer", "authorized"), ("reset_before_commit", "authorizing")])
def test_an_authorisation_is_looked_at_and_not_repeated(
    provider: Provider, later: Later, effect: str, found: str
) -> None:
    checkout = new_checkout()
    fail(provider, "authorize_payment", "payment_intents.confirm", effect, checkout)
    tick()
    assert status(checkout) == "authorizing", "it may still be at work"
    later(PATIENCE + timedelta(seconds=1))
    tick()
    assert (status(checkout), provider.held(checkout)) == (found, 2450 if found == "authorized" else 0)


@pytest.mark.parametrize("call", ["payment_intents.create", "payment_intents.confirm"])
def test_an_authorisation_that_nobody_carried_on_is_given_up(provider: Provider, later: Later, call: str) -> None:
    checkout = new_checkout()
    fail(provider, "authorize_payment", call, "reset_before_commit", checkout)
    later(ABANDONED + timedelta(seconds=1))
    tick()
    assert (status(checkout), provider.held(checkout)) == ("voided", 0)


@pytest.mark.parametrize("effect", ["lose_answer", "reset_before_commit"])
def test_a_capture_is_carried_on(provider: Provider, later: Later, effect: str) -> None:
    checkout = new_checkout()
    run("authorize_payment", checkout)
    fail(provider, "capture_payment", "payment_intents.capture", effect, checkout)
    later(PATIENCE + timedelta(seconds=1))
    tick()
    assert (status(checkout), provider.taken(checkout)) == ("captured", 2450)


@pytest.mark.parametrize("effect", ["lose_answer", "reset_before_commit"])
def test_a_release_is_carried_on(provider: Provider, later: Later, effect: str) -> None:
    checkout = new_checkout()
    run("authorize_payment", checkout)
    run("capture_payment", checkout)
    fail(provider, "release_payment", "refunds.create", effect, checkout)
    later(PATIENCE + timedelta(seconds=1))
    tick()
    assert (status(checkout), provider.taken(checkout)) == ("refunded", 0)


def test_one_payment_that_cannot_be_settled_does_not_keep_the_others(provider: Provider, later: Later) -> None:
    checkouts = [new_checkout(), new_checkout()]
    for checkout in checkouts:
        run("authorize_payment", checkout)
        fail(provider, "capture_payment", "payment_intents.capture", "reset_before_commit", checkout)
    provider.fault("payment_intents.capture", "server_error", checkouts[0], times=0)
    later(PATIENCE + timedelta(seconds=1))
    tick()
    assert [status(checkout) for checkout in checkouts] == ["capturing", "captured"]
