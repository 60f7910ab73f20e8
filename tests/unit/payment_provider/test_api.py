"""The simulator's answers: parameters, errors, lists, keys."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from typing import Any

import pytest

from payment_provider import cards, forms
from payment_provider.desk import Asked
from payment_provider.operations import OPERATIONS
from unit.payment_provider.calls import KEY, Provider, refused

AMOUNT = {"amount": 1000, "currency": "eur"}


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a=1&b=", {"a": "1", "b": ""}),
        ("m[x]=1&m[y]=2", {"m": {"x": "1", "y": "2"}}),
        ("l[]=1&l[]=2", {"l": ["1", "2"]}),
        ("l[1]=b&l[0]=a", {"l": ["a", "b"]}),
        ("a[b][c]=1&a[d][]=2", {"a": {"b": {"c": "1"}, "d": ["2"]}}),
        ("m[a%20b]=%C3%A9", {"m": {"a b": "é"}}),
    ],
)
def test_forms_are_read_as_nested_values(text: str, tree: dict[str, Any]) -> None:
    assert forms.decode(text) == tree


@pytest.mark.parametrize("text", ["a=1&a[b]=2", "a[b=1", "[=1", "a]b=1"])
def test_a_form_that_makes_no_sense_is_refused(provider: Provider, text: str) -> None:
    asked = Asked("POST", "/v1/customers", text, {"authorization": f"Bearer {KEY}"})
    assert provider.desk.answer(asked).status == 400


@pytest.mark.parametrize(
    ("params", "code", "param"),
    [
        ({"currency": "eur"}, "parameter_missing", "amount"),
        (AMOUNT | {"amout": 1}, "parameter_unknown", "amout"),
        (AMOUNT | {"amount": "ten"}, "parameter_invalid_integer", "amount"),
        (AMOUNT | {"amount": 0}, "parameter_invalid_integer", "amount"),
        (AMOUNT | {"amount": -5}, "parameter_invalid_integer", "amount"),
        (AMOUNT | {"amount": "10.5"}, "parameter_invalid_integer", "amount"),
        (AMOUNT | {"amount": 49}, "amount_too_small", "amount"),
        (AMOUNT | {"amount": 100_000_000}, "amount_too_large", "amount"),
        (AMOUNT | {"currency": "euro"}, None, "currency"),
        (AMOUNT | {"capture_method": "later"}, None, "capture_method"),
        (AMOUNT | {"confirm": "yes"}, None, "confirm"),
        (AMOUNT | {"description": ""}, "parameter_invalid_empty", "description"),
        (AMOUNT | {"metadata": "x"}, None, "metadata"),
        (AMOUNT | {"metadata[a]": "x" * 501}, None, "metadata[a]"),
        (AMOUNT | {"customer": "cus_none"}, "resource_missing", "customer"),
        (AMOUNT | {"payment_method": "pm_none"}, "resource_missing", "payment_method"),
        (AMOUNT | {"automatic_payment_methods[on]": "true"}, "parameter_unknown", "on"),
        (AMOUNT | {"expand[]": "nothing"}, None, "expand[0]"),
        (AMOUNT | {"off_session": "true"}, None, "off_session"),
    ],
)
def test_what_stripe_would_refuse_is_refused(
    provider: Provider, params: dict[str, Any], code: str | None, param: str
) -> None:
    assert refused(provider.post("payment_intents", **params)) == (400, code, param)
    assert provider.get("payment_intents").body["data"] == []


def test_an_unknown_address_and_an_unknown_id_are_404(provider: Provider) -> None:
    assert refused(provider.get("invoices")) == (404, "url_invalid", None)
    assert refused(provider.get("payment_intents/pi_none")) == (404, "resource_missing", "intent")


@pytest.mark.parametrize("credentials", ["", "Bearer ", "Bearer sk_test_other", "Basic eA==", "Basic a", "Basic é"])
def test_a_wrong_key_opens_nothing(provider: Provider, credentials: str) -> None:
    answer = provider.desk.answer(Asked("GET", "/v1/balance", "", {"authorization": credentials}))
    assert answer.status == 401
    assert KEY not in json.dumps(answer.body)


def test_the_key_may_be_the_user_of_basic_credentials(provider: Provider) -> None:
    basic = "Basic c2tfdGVzdF91bml0Og=="
    assert provider.desk.answer(Asked("GET", "/v1/balance", "", {"authorization": basic})).status == 200


@pytest.mark.parametrize("name", [name for name, card in cards.CARDS.items() if card.authentication == "never"])
def test_each_test_card_answers_as_its_name_says(provider: Provider, name: str) -> None:
    card = cards.CARDS[name]
    answer = provider.post("payment_intents", **AMOUNT, payment_method=f"pm_card_{name}", confirm="true")
    if card.code is None:
        assert answer.body["status"] == "succeeded"
        return
    error = answer.body["error"]
    assert (answer.status, error["type"], error["code"], error["decline_code"]) == (
        402, "card_error", card.code, card.decline_code,
    )  # fmt: skip
    intent = provider.get(f"payment_intents/{error['payment_intent']['id']}").body
    assert (intent["status"], intent["payment_method"]) == ("requires_payment_method", None)
    assert intent["last_payment_error"]["decline_code"] == card.decline_code
    charge = provider.get(f"charges/{error['charge']}").body
    assert (charge["status"], charge["paid"], charge["failure_code"]) == ("failed", False, card.code)


def test_a_list_is_walked_with_cursors_in_both_directions(provider: Provider) -> None:
    made = [provider.post("customers", name=f"c{number}").body["id"] for number in range(7)][::-1]
    first = provider.get("customers", limit=3).body
    assert ([each["id"] for each in first["data"]], first["has_more"]) == (made[:3], True)
    second = provider.get("customers", limit=3, starting_after=made[2]).body
    assert ([each["id"] for each in second["data"]], second["has_more"]) == (made[3:6], True)
    last = provider.get("customers", limit=3, starting_after=made[5]).body
    assert ([each["id"] for each in last["data"]], last["has_more"]) == (made[6:], False)
    back = provider.get("customers", limit=3, ending_before=made[3]).body
    assert [each["id"] for each in back["data"]] == made[:3]
    assert refused(provider.get("customers", limit=101)) == (400, None, "limit")
    assert refused(provider.get("customers", starting_after="cus_none")) == (400, "resource_missing", "starting_after")


def test_lists_filter_and_searches_find(provider: Provider) -> None:
    customer = provider.post("customers", email="a@example.org").body["id"]
    mine = provider.intent(customer=customer, **{"metadata[checkout_id]": "c1"})["id"]
    provider.intent(**{"metadata[checkout_id]": "c2"})
    now = int(time.time())
    for query in ({"customer": customer}, {"customer": customer, "created[lte]": now}):
        assert [each["id"] for each in provider.get("payment_intents", **query).body["data"]] == [mine]
    assert provider.get("payment_intents", **{"created[gt]": now + 1}).body["data"] == []
    query = "metadata['checkout_id']:'c1' AND status:'requires_capture'"
    found = provider.get("payment_intents/search", query=query).body
    assert [each["id"] for each in found["data"]] == [mine]
    assert provider.get("payment_intents/search", query="amount>5").status == 400


def test_expanding_puts_the_object_in_the_place_of_its_id(provider: Provider) -> None:
    intent = provider.intent(**{"expand[]": "latest_charge"})
    assert intent["latest_charge"]["payment_intent"] == intent["id"]
    page = provider.get("payment_intents", **{"expand[]": "data.payment_method"}).body
    assert page["data"][0]["payment_method"]["card"]["last4"] == "4242"


def test_a_payment_method_belongs_to_one_customer(provider: Provider) -> None:
    method = provider.post("payment_methods", **{"type": "card", "card[token]": "tok_mastercard"}).body
    first, second = (provider.post("customers").body["id"] for _ in range(2))
    attached = provider.post(f"payment_methods/{method['id']}/attach", customer=first).body
    assert (attached["customer"], attached["card"]["brand"]) == (first, "mastercard")
    assert provider.post(f"payment_methods/{method['id']}/attach", customer=second).status == 400
    assert provider.get("payment_methods/pm_card_visa").body["card"]["last4"] == "4242"


def test_no_more_is_captured_than_held_nor_refunded_than_captured(provider: Provider) -> None:
    intent = provider.intent(1000)["id"]
    assert refused(provider.post(f"payment_intents/{intent}/capture", amount_to_capture=1001))[1] == "amount_too_large"
    assert provider.post(f"payment_intents/{intent}/capture", amount_to_capture=900).body["amount_received"] == 900
    assert provider.post("refunds", payment_intent=intent, amount=901).status == 400
    assert [provider.post("refunds", payment_intent=intent, amount=part).status for part in (500, 401, 400)] == [
        200, 400, 200,
    ]  # fmt: skip
    assert refused(provider.post("refunds", payment_intent=intent, amount=1))[1] == "charge_already_refunded"
    assert provider.get("balance").body["available"] == [{"amount": 0, "currency": "eur"}]


def test_a_hold_that_is_let_go_is_shown_as_a_refunded_charge_without_a_refund(provider: Provider) -> None:
    intent = provider.intent()
    provider.post(f"payment_intents/{intent['id']}/cancel", cancellation_reason="abandoned")
    charge = provider.get(f"charges/{intent['latest_charge']}").body
    assert (charge["refunded"], charge["amount_refunded"], charge["captured"]) == (True, 1000, False)
    assert provider.get("refunds").body["data"] == []
    assert refused(provider.post("refunds", payment_intent=intent["id"])) == (400, "charge_not_refundable", None)


def test_events_tell_the_story_newest_first(provider: Provider) -> None:
    intent = provider.intent()["id"]
    provider.post(f"payment_intents/{intent}/capture")
    provider.post("refunds", payment_intent=intent)
    kinds = [event["type"] for event in provider.get("events", limit=20).body["data"]]
    assert kinds == [
        "charge.refunded", "refund.created", "payment_intent.succeeded", "charge.captured",
        "payment_intent.amount_capturable_updated", "charge.succeeded", "payment_intent.created",
    ]  # fmt: skip


def test_the_same_key_and_request_replay_the_first_answer(provider: Provider) -> None:
    first = provider.post("payment_intents", "key-1", **AMOUNT)
    again = provider.post("payment_intents", "key-1", **AMOUNT)
    assert (again.body, again.status) == (first.body, 200)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert len(provider.get("payment_intents").body["data"]) == 1


def test_a_key_is_for_one_request(provider: Provider) -> None:
    provider.post("payment_intents", "key-1", **AMOUNT)
    for answer in (
        provider.post("payment_intents", "key-1", **AMOUNT | {"amount": 1001}), provider.post("customers", "key-1"),
    ):  # fmt: skip
        assert (answer.status, answer.body["error"]["type"]) == (400, "idempotency_error")


def test_declines_are_replayed_and_what_never_began_is_not(provider: Provider) -> None:
    declined = {**AMOUNT, "payment_method": "pm_card_chargeDeclined", "confirm": "true"}
    first = provider.post("payment_intents", "key-1", **declined)
    assert provider.post("payment_intents", "key-1", **declined).body == first.body
    assert len(provider.get("payment_intents").body["data"]) == 1
    assert provider.post("payment_intents", "key-2", amount=1, currency="eur").status == 400
    assert provider.post("payment_intents", "key-2", **AMOUNT).status == 200


def test_a_key_is_forgotten_after_a_day(provider: Provider) -> None:
    first = provider.post("payment_intents", "key-1", **AMOUNT).body["id"]
    with closing(sqlite3.connect(provider.desk.settings.path / "provider.sqlite3")) as store:
        store.execute("UPDATE answers SET created = created - 86401")
        store.commit()
    assert provider.post("payment_intents", "key-1", **AMOUNT).body["id"] != first


def test_every_operation_refuses_a_parameter_that_it_does_not_know(provider: Provider) -> None:
    intent = provider.intent()
    ids = {
        "payment_intents": intent["id"], "charges": intent["latest_charge"],
        "payment_methods": intent["payment_method"],
        "customers": provider.post("customers").body["id"],
        "events": provider.get("events").body["data"][0]["id"],
    }  # fmt: skip
    for operation in OPERATIONS:
        path = operation.path.removeprefix("/v1/").replace("{id}", ids.get(operation.name.split(".")[0], "x"))
        answer = provider.ask(operation.method, path, {"nonsense": "1"})
        assert refused(answer) == (400, "parameter_unknown", "nonsense"), operation.name
