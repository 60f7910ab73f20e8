"""What payments publishes fits the JSON Schemas that others read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from chassis.events import Event
from contracts import payments

SCHEMAS = Path(__file__).resolve().parents[3] / "events" / "schemas" / "payments"
AT = datetime(2026, 1, 1, tzinfo=UTC)


def paid(status: str, decline_code: str | None = None) -> payments.Payment:
    return {
        "payment_id": "01938f5e-7b00-7000-8000-0000000000a1", "checkout_id": "01938f5e-7b00-7000-8000-0000000000b1",
        "account_id": "account", "amount": {"amount": 2450, "currency": "EUR"}, "status": status,
        "decline_code": decline_code,
    }  # fmt: skip


PUBLISHED = [
    payments.payment_authorized(paid("authorized"), version=2, at=AT),
    payments.payment_captured(paid("captured"), version=3, at=AT),
    payments.payment_declined(paid("declined", "lost_card"), version=2, at=AT),
    payments.payment_released(paid("voided"), version=4, at=AT),
]


def check(event: Event) -> None:
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{'.'.join(event.type.split('.')[2:])}.json").read_text())
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    validator.validate(json.loads(event.to_json())["data"])


@pytest.mark.parametrize("event", PUBLISHED, ids=[event.type for event in PUBLISHED])
def test_an_event_fits_its_schema(event: Event) -> None:
    check(event)
    assert (event.subject, event.source) == (event.data["payment_id"], "/cdlc/payments")


@pytest.mark.parametrize("event", PUBLISHED, ids=[event.type for event in PUBLISHED])
@pytest.mark.parametrize("field", [*payments.Payment.__annotations__])
def test_an_event_that_lacks_a_field_does_not(event: Event, field: str) -> None:
    cut = {name: value for name, value in event.data.items() if name != field}
    lacking = Event(type=event.type, source="/s", subject="x", time=AT, aggregateversion=1, data=cut)
    with pytest.raises(jsonschema.ValidationError, match=field):
        check(lacking)


def test_every_schema_has_a_builder() -> None:
    files = sorted(file.stem for file in SCHEMAS.glob("*.json"))
    assert files == sorted(".".join(event.type.split(".")[2:]) for event in PUBLISHED)
