"""start_checkout, get_checkout and the tasks record_hold, abandon_checkout, end_checkout: how a checkout moves."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from chassis.ids import new_id
from chassis.mysql import Database
from integration.orders.purchases import begin, failing, held, hold_for, task
from orders import _wiring
from orders._adapters.mysql_checkouts import Checkouts
from orders._adapters.step_functions import execution_name
from orders._domain.checkout import Problem, abandoned, completed
from orders._domain.refusals import CheckoutAbandoned

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.context_stores import Schema
    from integration.catalogue.lambda_calls import Answer

    Call = Callable[..., Answer]


def executions() -> dict[str, str]:
    """Name → input of every execution."""
    client = boto3.client("stepfunctions")
    machine = client.list_state_machines()["stateMachines"][0]["stateMachineArn"]
    found = client.list_executions(stateMachineArn=machine)["executions"]
    return {each["name"]: client.describe_execution(executionArn=each["executionArn"])["input"] for each in found}


def read(call: Call, checkout: dict[str, Any]) -> dict[str, Any]:
    answer = call("get_checkout", path={"checkout_id": checkout["id"]})
    assert answer.status == 200, answer.json
    body: dict[str, Any] = answer.json
    return body


def test_a_checkout_is_accepted_and_its_execution_named_by_who_asked_what(call: Call) -> None:
    key = str(uuid.uuid4())
    body = {"showing_id": new_id(), "seat_ids": [new_id()], "payment_method": "pm_card_visa"}
    answer = call("start_checkout", body=body, headers={"Idempotency-Key": key})
    assert answer.status == 202
    assert answer.headers["location"] == f"/api/orders/checkouts/{answer.json['id']}"
    assert answer.json["status"] == "pending"
    told = json.loads(executions()[execution_name("viewer", "StartCheckout", key)])
    assert told == {**body, "checkout_id": answer.json["id"], "account_id": "viewer", "expected_total": None}


def test_a_repeated_request_buys_once_and_another_body_is_refused(call: Call, schema: Schema) -> None:
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    body = {"showing_id": new_id(), "seat_ids": [new_id()], "payment_method": "pm_card_visa"}
    first, again = (call("start_checkout", body=body, headers=headers) for _ in range(2))
    assert (first.status, again.status) == (202, 202)
    assert first.json == again.json
    assert again.headers["idempotency-replayed"] == "true"
    other = call("start_checkout", body={**body, "seat_ids": [new_id()]}, headers=headers)
    assert (other.status, other.json["type"]) == (422, "/problems/idempotency-key-reused")
    account = schema.number(
        "SELECT COUNT(*) FROM checkouts WHERE id = UNHEX(REPLACE(%s, '-', ''))", (first.json["id"],)
    )
    assert account == 1


def test_a_repetition_starts_what_the_first_request_left_without_an_execution(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"showing_id": new_id(), "seat_ids": [new_id()], "payment_method": "pm_card_visa"}
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    with monkeypatch.context() as dying:
        dying.setattr(_wiring.executions(), "start", lambda _: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            call("start_checkout", body=body, headers=headers)
    name = execution_name("viewer", "StartCheckout", headers["Idempotency-Key"])
    assert name not in executions()
    assert call("start_checkout", body=body, headers=headers).status == 202
    assert name in executions()


@pytest.mark.parametrize(
    "wrong",
    [
        {"showing_id": "tonight"}, {"seat_ids": []}, {"seat_ids": ["A1"]}, {"payment_method": "4242424242424242"},
        {"expected_total": {"amount": -1, "currency": "EUR"}}, {"colour": "red"},
    ],
)  # fmt: skip
def test_a_body_that_breaks_a_rule_is_422(call: Call, wrong: dict[str, Any]) -> None:
    body = {"showing_id": new_id(), "seat_ids": [new_id()], "payment_method": "pm_card_visa", **wrong}
    answer = call("start_checkout", body=body, headers={"Idempotency-Key": str(uuid.uuid4())})
    assert answer.status == 422, answer.json


def test_a_seat_named_twice_is_422(call: Call) -> None:
    seat = new_id()
    body = {"showing_id": new_id(), "seat_ids": [seat, seat], "payment_method": "pm_card_visa"}
    assert call("start_checkout", body=body, headers={"Idempotency-Key": str(uuid.uuid4())}).status == 422


def test_somebody_else_s_checkout_is_not_found(call: Call, schema: Schema) -> None:
    checkout = begin(call)
    assert call("get_checkout", path={"checkout_id": checkout["id"]}).status == 200
    schema.rows("UPDATE checkouts SET account_id = 'other' WHERE id = UNHEX(REPLACE(%s, '-', ''))", (checkout["id"],))
    assert call("get_checkout", path={"checkout_id": checkout["id"]}).status == 404
    assert call("get_checkout", path={"checkout_id": new_id()}).status == 404


def test_the_first_recorded_price_stays(call: Call) -> None:
    checkout = begin(call)
    first = task("record_hold", {"checkout_id": checkout["id"], "hold": hold_for(checkout)})
    dearer = {**hold_for(checkout), "total": {"amount": 9999, "currency": "EUR"}}
    assert task("record_hold", {"checkout_id": checkout["id"], "hold": dearer}) == first
    shown = read(call, checkout)
    assert (shown["status"], shown["total"]) == ("held", {"amount": 2400, "currency": "EUR"})
    assert shown["hold_expires_at"]


def test_a_refused_hold_ends_the_checkout_at_once(call: Call) -> None:
    checkout = begin(call)
    answer = task("abandon_checkout", failing(checkout, "SeatsTaken", "somebody else has these seats"))
    assert (answer["status"], answer["undo"]) == ("refused", "nothing")
    assert read(call, checkout)["problem"] == {
        "type": "/problems/seats-taken", "detail": "somebody else has these seats",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("error", "ends"),
    [("PaymentDeclined", "declined"), ("AuthenticationRequired", "declined"), ("SeatsTaken", "refused"),
     ("PaymentProviderUnavailable", "cancelled"), ("States.Timeout", "cancelled")],
)  # fmt: skip
def test_a_checkout_that_turned_back_ends_as_its_problem_says(call: Call, error: str, ends: str) -> None:
    checkout = held(call)
    answer = task("abandon_checkout", failing(checkout, error))
    assert (answer["status"], answer["undo"]) == ("undoing", "payment")
    assert task("abandon_checkout", failing(checkout, "Unavailable"))["undo"] == "payment"
    assert task("end_checkout", {"checkout_id": checkout["id"]})["status"] == ends
    assert task("end_checkout", {"checkout_id": checkout["id"]})["status"] == ends
    assert task("abandon_checkout", failing(checkout, "Unavailable"))["undo"] == "nothing"
    assert read(call, checkout)["status"] == ends


def test_before_the_price_is_written_there_is_no_payment_to_undo(call: Call) -> None:
    checkout = begin(call)
    assert task("abandon_checkout", failing(checkout, "Unavailable"))["undo"] == "seats"


def test_what_the_buyer_may_not_know_is_not_told(call: Call) -> None:
    checkout = held(call)
    task("abandon_checkout", failing(checkout, "KeyError", "password hunter2"))
    task("end_checkout", {"checkout_id": checkout["id"]})
    assert "hunter2" not in json.dumps(read(call, checkout))


def test_who_turned_back_goes_forward_no_more(call: Call) -> None:
    checkout = held(call)
    task("abandon_checkout", failing(checkout, "Unavailable"))
    with pytest.raises(CheckoutAbandoned):
        task("record_hold", {"checkout_id": checkout["id"], "hold": hold_for(checkout)})
    with pytest.raises(CheckoutAbandoned):
        task("issue_tickets", {"checkout_id": checkout["id"], "payment_id": new_id()})


def test_who_has_tickets_turns_back_no_more(call: Call) -> None:
    checkout = held(call)
    task("issue_tickets", {"checkout_id": checkout["id"], "payment_id": new_id()})
    answer = task("abandon_checkout", failing(checkout, "States.Timeout"))
    assert (answer["status"], answer["undo"]) == ("completed", "nothing")
    assert read(call, checkout)["problem"] is None


def test_of_completing_and_turning_back_at_once_one_happens(call: Call, schema: Schema) -> None:
    from chassis import clock  # noqa: PLC0415

    for _ in range(8):
        checkout, gate = held(call), Barrier(2)

        def move(step: Callable[..., Any], checkout: dict[str, Any] = checkout, gate: Barrier = gate) -> bool:
            store = Checkouts(Database(schema.url, schema.secret))
            gate.wait()
            with store.transaction() as checkouts:
                before = checkouts.lock(checkout["id"])
                try:
                    after = step(before)
                except CheckoutAbandoned:
                    return False
                checkouts.replace(before, after)
                checkouts.save()
            return after is not before

        with ThreadPoolExecutor(2) as pool:
            forward = pool.submit(move, lambda checkout: completed(checkout, clock.now()))
            back = pool.submit(move, lambda checkout: abandoned(checkout, Problem("Unavailable", ""), clock.now()))
            assert sorted([forward.result(), back.result()]) == [False, True]


def test_get_health_and_get_openapi_answer(call: Call) -> None:
    assert call("get_health").json == {"status": "up", "stores": {"mysql": "up"}}
    paths = call("get_openapi").json["paths"]
    assert set(paths) >= {"/checkouts", "/checkouts/{checkout_id}", "/orders", "/orders/{order_id}"}
