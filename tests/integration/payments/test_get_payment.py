"""get_payment, get_health and get_openapi."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from integration.catalogue import lambda_calls
from integration.payments.paying import ACCOUNT, new_checkout, run

if TYPE_CHECKING:
    from integration.payments.paying import Provider


@pytest.fixture(autouse=True)
def _ready(provider: Provider) -> None:
    """Every test here needs the stores."""


def read(payment_id: str, sub: str = ACCOUNT, scope: str = "payments:read") -> lambda_calls.Answer:
    event = lambda_calls.sample("payments", "get_payment")
    event["pathParameters"] = {"payment_id": payment_id}
    event["requestContext"]["authorizer"] |= {"sub": sub, "scope": scope}
    from payments import get_payment  # noqa: PLC0415 - reads the environment of the fixtures

    return lambda_calls.Answer(get_payment.handler(event, None))


def test_a_payment_is_shown_to_its_owner() -> None:
    checkout = new_checkout()
    held = run("authorize_payment", checkout)
    answer = read(held["payment_id"])
    shown = [answer.json[name] for name in ("id", "checkout_id", "status", "amount")]
    assert shown == [held["payment_id"], checkout, "authorized", held["amount"]]
    before = answer.headers["etag"]
    run("capture_payment", checkout)
    after = read(held["payment_id"])
    assert (after.json["status"], after.headers["etag"] == before) == ("captured", False)


def test_somebody_else_s_payment_and_one_that_never_was_are_the_same() -> None:
    held = run("authorize_payment", new_checkout())
    for answer in (read(held["payment_id"], sub="somebody-else"), read(new_checkout())):
        assert (answer.status, answer.json["type"]) == (404, "/problems/payment-not-found")


def test_a_checkout_that_was_only_released_shows_nobody_a_payment() -> None:
    checkout = new_checkout()
    run("release_payment", checkout)
    assert read(checkout).status == 404


def test_the_scope_is_needed() -> None:
    held = run("authorize_payment", new_checkout())
    assert read(held["payment_id"], scope="payments:write").status == 403


def test_health_and_the_document_are_public() -> None:
    assert lambda_calls.request("payments", "get_health").json == {"status": "up", "stores": {"mysql": "up"}}
    document = lambda_calls.request("payments", "get_openapi").json
    assert set(document["paths"]) == {"/payments/{payment_id}", "/health", "/openapi.json"}
