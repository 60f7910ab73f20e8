"""authorize_payment, capture_payment and release_payment on MariaDB and the simulator, with every fault of a call."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from integration.payments.paying import new_checkout, run, until_done
from payments._domain.refusals import (
    AuthenticationRequired,
    CheckoutPaidOtherwise,
    PaymentAlreadyReleased,
    PaymentDeclined,
    PaymentNotCapturable,
)

if TYPE_CHECKING:
    from integration.catalogue.context_stores import Schema
    from integration.payments.paying import Provider

FAULTS = (
    "reset_before_commit", "lose_answer", "server_error", "kept_server_error", "rate_limit",
)  # fmt: skip
CALLS = {
    "authorize_payment": ("payment_intents.create", "payment_intents.confirm"),
    "capture_payment": ("payment_intents.capture",),
    "release_payment": ("payment_intents.cancel",),
}
EVERY_FAULT = [
    (operation, call, fault)
    for operation, calls in CALLS.items()
    for call, fault in itertools.product(calls, FAULTS)
]  # fmt: skip


def book(schema: Schema, checkout_id: str) -> dict[str, int]:
    """The accounts' sums of a checkout."""
    rows = schema.rows(
        "SELECT account, SUM(l.amount) AS total FROM ledger_entries l JOIN payments p ON p.id = l.payment_id"
        " WHERE p.checkout_id = UNHEX(REPLACE(%s, '-', '')) GROUP BY account",
        (checkout_id,),
    )
    return {row["account"]: int(row["total"]) for row in rows}


def told(schema: Schema, payment_id: str) -> list[str]:
    """The facts that were published of a payment, in order; their versions rise."""
    events = schema.published(payment_id)
    versions = [event.aggregateversion for event in events]
    assert versions == sorted(set(versions))
    return [event.type.split(".")[2] for event in events]


def test_an_amount_is_held_and_then_taken(provider: Provider, schema: Schema) -> None:
    checkout = new_checkout()
    held = run("authorize_payment", checkout)
    assert (held["status"], held["amount"]) == ("authorized", {"amount": 2450, "currency": "EUR"})
    assert (provider.held(checkout), book(schema, checkout)) == (2450, {"customer": -2450, "held": 2450})
    taken = run("capture_payment", checkout)
    assert (taken["payment_id"], taken["status"], taken["amount"]) == (held["payment_id"], "captured", held["amount"])
    assert provider.taken(checkout) == 2450
    assert book(schema, checkout) == {"customer": -2450, "held": 0, "provider": 2450}
    assert told(schema, held["payment_id"]) == ["PaymentAuthorized", "PaymentCaptured"]


def test_repeating_a_task_answers_the_same_and_changes_nothing(provider: Provider, schema: Schema) -> None:
    checkout = new_checkout()
    for operation in ("authorize_payment", "capture_payment", "release_payment"):
        first = run(operation, checkout)
        assert run(operation, checkout) == first
    assert (len(provider.intents(checkout)), provider.taken(checkout)) == (1, 0)
    assert told(schema, first["payment_id"]) == ["PaymentAuthorized", "PaymentCaptured", "PaymentReleased"]


def test_a_hold_that_is_released_is_voided(provider: Provider, schema: Schema) -> None:
    checkout = new_checkout()
    run("authorize_payment", checkout)
    released = run("release_payment", checkout)
    assert (released["status"], provider.held(checkout)) == ("voided", 0)
    assert book(schema, checkout) == {"customer": 0, "held": 0}
    with pytest.raises(PaymentNotCapturable, match="voided"):
        run("capture_payment", checkout)


def test_what_was_taken_is_refunded(provider: Provider, schema: Schema) -> None:
    checkout = new_checkout()
    run("authorize_payment", checkout)
    run("capture_payment", checkout)
    assert run("release_payment", checkout)["status"] == "refunded"
    assert provider.taken(checkout) == 0
    assert book(schema, checkout) == {"customer": 0, "held": 0, "provider": 0}


def test_a_declined_card_ends_the_payment(provider: Provider, schema: Schema) -> None:
    checkout = new_checkout()
    for _ in range(2):
        with pytest.raises(PaymentDeclined, match="insufficient_funds"):
            run("authorize_payment", checkout, payment_method="pm_card_chargeDeclinedInsufficientFunds")
    assert (provider.held(checkout), book(schema, checkout)) == (0, {})
    released = run("release_payment", checkout)
    assert (released["status"], released["decline_code"]) == ("declined", "insufficient_funds")
    assert told(schema, released["payment_id"]) == ["PaymentDeclined"]


def test_a_bank_that_wants_to_ask_the_person_is_named(provider: Provider) -> None:
    checkout = new_checkout()
    for _ in range(2):
        with pytest.raises(AuthenticationRequired):
            run("authorize_payment", checkout, payment_method="pm_card_authenticationRequired")
    assert run("release_payment", checkout)["status"] == "declined"
    assert provider.held(checkout) == 0


def test_a_payment_method_that_nobody_knows_is_declined() -> None:
    checkout = new_checkout()
    with pytest.raises(PaymentDeclined, match="resource_missing"):
        run("authorize_payment", checkout, payment_method="pm_nobody")
    assert run("release_payment", checkout)["status"] == "declined"


def test_an_amount_below_the_provider_s_smallest_is_declined(provider: Provider) -> None:
    checkout = new_checkout()
    with pytest.raises(PaymentDeclined, match="amount_too_small"):
        run("authorize_payment", checkout, amount={"amount": 10, "currency": "EUR"})
    assert provider.intents(checkout) == []


def test_one_checkout_cannot_pay_two_amounts(provider: Provider) -> None:
    checkout = new_checkout()
    run("authorize_payment", checkout)
    with pytest.raises(CheckoutPaidOtherwise):
        run("authorize_payment", checkout, amount={"amount": 2451, "currency": "EUR"})
    assert provider.held(checkout) == 2450


def test_nothing_can_be_taken_that_was_never_held() -> None:
    with pytest.raises(PaymentNotCapturable):
        run("capture_payment", new_checkout())


def test_releasing_what_never_was_makes_a_late_authorisation_impossible(provider: Provider) -> None:
    checkout = new_checkout()
    released = run("release_payment", checkout)
    assert released == {"payment_id": None, "status": "none", "amount": None, "decline_code": None}
    with pytest.raises(PaymentAlreadyReleased):
        run("authorize_payment", checkout)
    assert (run("release_payment", checkout), provider.intents(checkout)) == (released, [])


@pytest.mark.parametrize(("operation", "call", "fault"), EVERY_FAULT)
def test_a_call_that_goes_wrong_is_repeated_until_it_is_done_once(
    provider: Provider, schema: Schema, operation: str, call: str, fault: str
) -> None:
    checkout = new_checkout()
    if operation != "authorize_payment":
        run("authorize_payment", checkout)
    provider.fault(call, fault, checkout)
    done = until_done(operation, checkout)
    assert provider.applied() == 1
    wanted = {"authorize_payment": "authorized", "capture_payment": "captured", "release_payment": "voided"}[operation]
    assert done["status"] == wanted
    assert len(provider.intents(checkout)) == 1
    figures = {"authorized": (2450, 0), "captured": (0, 2450), "voided": (0, 0)}[wanted]
    assert (provider.held(checkout), provider.taken(checkout)) == figures
    assert sum(book(schema, checkout).values()) == 0


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", ["payment_intents.create", "payment_intents.confirm", "payment_intents.capture"])
def test_a_release_undoes_whatever_a_failed_task_left_behind(
    provider: Provider, schema: Schema, call: str, fault: str
) -> None:
    checkout = new_checkout()
    operation = "authorize_payment"
    if call == "payment_intents.capture":
        run(operation, checkout)
        operation = "capture_payment"
    provider.fault(call, fault, checkout, times=0)
    with pytest.raises(Exception, match="provider"):
        run(operation, checkout)
    provider.forget_faults()
    done = until_done("release_payment", checkout)
    assert done["status"] == ("refunded" if (call, fault) == ("payment_intents.capture", "lose_answer") else "voided")
    assert (provider.held(checkout), provider.taken(checkout)) == (0, 0)
    assert set(book(schema, checkout).values()) <= {0}
    with pytest.raises(PaymentAlreadyReleased):
        run("authorize_payment", checkout)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_refund_that_goes_wrong_is_repeated_until_it_is_done_once(
    provider: Provider, schema: Schema, fault: str
) -> None:
    checkout = new_checkout()
    run("authorize_payment", checkout)
    run("capture_payment", checkout)
    intent = provider.intents(checkout)[0].id
    provider.fault("refunds.create", fault, checkout)
    assert until_done("release_payment", checkout)["status"] == "refunded"
    refunds = provider.api.v1.refunds.list({"payment_intent": intent}).data
    assert [refund.amount for refund in refunds] == [2450]
    assert set(book(schema, checkout).values()) == {0}
