"""A payment through the deployed functions: held, taken, given back; shown to its owner; told to the others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import clickhouse_connect
import kafka
import pytest

from chassis.ids import new_id
from local_cloud import eventually

if TYPE_CHECKING:
    from local_cloud import Cloud


def task(cloud: Cloud, name: str, **asked: Any) -> dict[str, Any]:
    """Invoke a state's function by its name; its answer, or its error as Step Functions sees it."""
    answer = cloud.aws("lambda").invoke(FunctionName=f"cdlc-local-payments-{name}", Payload=json.dumps(asked).encode())
    body: dict[str, Any] = json.loads(answer["Payload"].read())
    return {"error": body["errorType"], "cause": body["errorMessage"]} if "FunctionError" in answer else body


@pytest.fixture
def checkout(cloud: Cloud) -> dict[str, Any]:
    """What a checkout asks for, in the name of the local client that buys."""
    del cloud
    amount = {"amount": 2450, "currency": "EUR"}
    return {"checkout_id": new_id(), "account_id": "viewer", "amount": amount, "payment_method": "pm_card_visa"}


def test_a_payment_is_held_taken_and_given_back(cloud: Cloud, checkout: dict[str, Any]) -> None:
    held = task(cloud, "authorize-payment", **checkout)
    assert (held["status"], held["amount"]) == ("authorized", checkout["amount"])
    assert task(cloud, "capture-payment", checkout_id=checkout["checkout_id"])["status"] == "captured"
    address = f"/api/payments/payments/{held['payment_id']}"
    shown = cloud.http.get(address, headers=cloud.bearer("viewer"))
    assert (shown.status_code, shown.json()["status"]) == (200, "captured")
    assert cloud.http.get(address).status_code == 401
    assert cloud.http.get(address, headers=cloud.bearer("curator")).status_code == 403
    assert task(cloud, "release-payment", checkout_id=checkout["checkout_id"])["status"] == "refunded"


def test_errors_carry_the_names_that_the_state_machine_catches(cloud: Cloud, checkout: dict[str, Any]) -> None:
    declined = task(cloud, "authorize-payment", **checkout | {"payment_method": "pm_card_chargeDeclinedExpiredCard"})
    assert declined == {"error": "PaymentDeclined", "cause": "expired_card: the payment was declined"}
    asking = {**checkout, "checkout_id": new_id(), "payment_method": "pm_card_authenticationRequired"}
    assert task(cloud, "authorize-payment", **asking)["error"] == "AuthenticationRequired"
    assert task(cloud, "capture-payment", checkout_id=asking["checkout_id"])["error"] == "PaymentNotCapturable"
    late = {**checkout, "checkout_id": new_id()}
    assert task(cloud, "release-payment", checkout_id=late["checkout_id"])["status"] == "none"
    assert task(cloud, "authorize-payment", **late)["error"] == "PaymentAlreadyReleased"


def test_its_facts_reach_kafka_and_its_book_the_analytical_store(cloud: Cloud, checkout: dict[str, Any]) -> None:
    payment_id = task(cloud, "authorize-payment", **checkout)["payment_id"]
    task(cloud, "capture-payment", checkout_id=checkout["checkout_id"])
    consumer = kafka.KafkaConsumer(
        "cdlc.payments", bootstrap_servers=cloud.settings.address("kafka"), auto_offset_reset="earliest",
        consumer_timeout_ms=15_000,
    )  # fmt: skip
    facts: list[str] = []
    for record in consumer:
        event = json.loads(record.value)
        facts += [event["type"].split(".")[2]] if event["subject"] == payment_id else []
        if "PaymentCaptured" in facts:
            break
    consumer.close()
    assert facts == ["PaymentAuthorized", "PaymentCaptured"]
    vault = cloud.aws("secretsmanager")
    password = vault.get_secret_value(SecretId="cdlc/local/clickhouse/insights")["SecretString"]
    clickhouse = clickhouse_connect.get_client(
        host=cloud.settings.host, port=cloud.settings.ports["clickhouse"], username="insights",
        password=password, database="insights", compress=False,
    )  # fmt: skip
    sums = "SELECT account, sum(amount) FROM payments_ledger_entries WHERE payment_id = %(id)s GROUP BY 1 ORDER BY 1"
    wanted = [("customer", -2450), ("held", 0), ("provider", 2450)]
    eventually(
        lambda: clickhouse.query(sums, {"id": payment_id}).result_rows == wanted, 15, "the book is in ClickHouse"
    )
