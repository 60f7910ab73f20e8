"""reconcile_checkouts: what was left without an execution, or whose execution broke off, goes on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from chassis import clock
from integration.catalogue.lambda_calls import sample
from integration.orders.purchases import begin, failing, held, task
from orders import _wiring

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.context_stores import Schema
    from integration.catalogue.lambda_calls import Answer

    Call = Callable[..., Answer]


@pytest.fixture(autouse=True)
def _ready(schema: Schema) -> None:
    """Every checkout of the other tests has ended."""
    schema.rows("UPDATE checkouts SET status = 'cancelled'")


def tick(**detail: str) -> dict[str, Any]:
    event = {**sample("orders", "reconcile_checkouts"), "detail": detail}
    answer: dict[str, Any] = import_module("orders.reconcile_checkouts").handler(event, None)
    return answer


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + by)


def arn(checkout: dict[str, Any]) -> str:
    found = _wiring.checkouts().read(checkout["id"])
    return _wiring.executions()._machine.replace(":stateMachine:", ":execution:") + f":{found.execution}"


def stop(checkout: dict[str, Any]) -> None:
    boto3.client("stepfunctions").stop_execution(executionArn=arn(checkout))


def status(checkout: dict[str, Any]) -> str:
    return str(boto3.client("stepfunctions").describe_execution(executionArn=arn(checkout))["status"])


def test_a_running_checkout_is_left_alone(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(call)
    later(monkeypatch, timedelta(minutes=1))
    assert tick() == {"looked_at": 1, "resumed": 0}


def test_a_checkout_without_an_execution_is_started(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(_wiring.executions(), "start", lambda _: None)
        checkout = begin(call)
    assert tick() == {"looked_at": 0, "resumed": 0}  # too young: its request may still be about to start it
    later(monkeypatch, timedelta(seconds=11))
    assert tick() == {"looked_at": 1, "resumed": 1}
    assert status(checkout) == "RUNNING"


def test_a_broken_execution_is_followed_by_the_next_run_at_once(call: Call) -> None:
    checkout = held(call)
    name = _wiring.checkouts().read(checkout["id"]).execution
    stop(checkout)
    assert tick(name=name, status="FAILED") == {"looked_at": 1, "resumed": 1}
    found = _wiring.checkouts().read(checkout["id"])
    assert (found.run, found.execution, found.status) == (2, f"{name}-2", "held")
    assert status(checkout) == "RUNNING"
    assert tick(name=f"{name}-2", status="FAILED") == {"looked_at": 1, "resumed": 0}  # it runs


def test_a_checkout_that_ended_is_not_resumed(call: Call) -> None:
    checkout = held(call)
    name = _wiring.checkouts().read(checkout["id"]).execution
    task("abandon_checkout", failing(checkout, "Unavailable"))
    task("end_checkout", {"checkout_id": checkout["id"]})
    stop(checkout)
    assert tick(name=name, status="FAILED") == {"looked_at": 0, "resumed": 0}


def test_a_checkout_that_took_too_long_goes_back_instead_of_on(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = held(call)
    stop(checkout)
    later(monkeypatch, timedelta(minutes=16))
    assert tick()["resumed"] == 1
    found = _wiring.checkouts().read(checkout["id"])
    assert (found.status, found.problem and found.problem.name) == ("undoing", "CheckoutExpired")
    assert task("end_checkout", {"checkout_id": checkout["id"]})["status"] == "cancelled"


def test_one_that_is_being_undone_keeps_its_problem_when_it_is_resumed(call: Call) -> None:
    checkout = held(call)
    name = _wiring.checkouts().read(checkout["id"]).execution
    task("abandon_checkout", failing(checkout, "PaymentDeclined"))
    stop(checkout)
    assert tick(name=name, status="ABORTED")["resumed"] == 1
    assert task("end_checkout", {"checkout_id": checkout["id"]})["status"] == "declined"
