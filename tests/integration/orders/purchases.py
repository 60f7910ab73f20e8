"""Steps of a checkout, taken by hand as the state machine takes them."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

from chassis.clock import rfc3339
from chassis.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from integration.catalogue.lambda_calls import Answer

SEATS = (("A", 1, "stalls", 1200), ("A", 2, "stalls", 1200), ("B", 1, "circle", 1500))


def task(operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Run a task of orders as the state machine does."""
    answer: dict[str, Any] = import_module(f"orders.{operation}").handler(asked, None)
    return answer


def begin(call: Callable[..., Answer], seats: int = 2, key: str = "") -> dict[str, Any]:
    """Start a checkout for new seats of a new showing; the reply's body."""
    body = {
        "showing_id": new_id(), "seat_ids": [new_id() for _ in range(seats)], "payment_method": "pm_card_visa"
    }  # fmt: skip
    answer = call("start_checkout", body=body, headers={"Idempotency-Key": key or str(uuid.uuid4())})
    assert answer.status == 202, answer.json
    checkout: dict[str, Any] = answer.json
    return checkout


def hold_for(checkout: Mapping[str, Any]) -> dict[str, Any]:
    """What booking answers to the hold."""
    start = datetime.now(UTC) + timedelta(days=1)
    seats = [
        {"seat_id": seat, "row": row, "number": number, "category": category, "amount": amount}
        for seat, (row, number, category, amount) in zip(checkout["seat_ids"], SEATS, strict=False)
    ]
    shown = {
        "showing_id": checkout["showing_id"], "title_id": new_id(), "starts_at": rfc3339(start),
        "time_zone": "Europe/Paris", "venue": "Crème Palace", "auditorium": "Studio",
    }  # fmt: skip
    total = {"amount": sum(seat["amount"] for seat in seats), "currency": "EUR"}
    expires = rfc3339(datetime.now(UTC) + timedelta(minutes=10))
    return {"expires_at": expires, "showing": shown, "seats": seats, "total": total}


def held(call: Callable[..., Answer], seats: int = 2) -> dict[str, Any]:
    """A checkout with its price."""
    checkout = begin(call, seats)
    task("record_hold", {"checkout_id": checkout["id"], "hold": hold_for(checkout)})
    return checkout


def bought(call: Callable[..., Answer], seats: int = 2) -> dict[str, Any]:
    """A completed checkout; what `issue_tickets` answered."""
    checkout = held(call, seats)
    return task("issue_tickets", {"checkout_id": checkout["id"], "payment_id": new_id()})


def failing(checkout: Mapping[str, Any], error: str, message: str = "it broke") -> dict[str, Any]:
    """What the state machine says to `abandon_checkout` after an error."""
    cause = json.dumps({"errorMessage": message, "errorType": error})
    return {"checkout_id": checkout["id"], "failure": {"Error": error, "Cause": cause}}
