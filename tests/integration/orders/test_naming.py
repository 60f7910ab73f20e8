"""name_orders: what was issued without its film's name gets it when the catalogue answers, and only then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from chassis import clock
from integration.catalogue.lambda_calls import sample
from integration.orders.purchases import bought
from orders import _wiring

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.context_stores import Schema
    from integration.catalogue.lambda_calls import Answer

    Call = Callable[..., Answer]


@pytest.fixture(autouse=True)
def _named(schema: Schema) -> None:
    """Every order of the other tests has its name."""
    schema.rows("UPDATE orders SET title = 'another film' WHERE title IS NULL")


@pytest.fixture
def order(call: Call) -> dict[str, Any]:
    """An order that was issued while no gRPC server ran."""
    made: dict[str, Any] = call("get_order", path={"order_id": bought(call)["order_id"]}).json
    assert made["title"] is None
    return made


def tick() -> dict[str, Any]:
    answer: dict[str, Any] = import_module("orders.name_orders").handler(sample("orders", "name_orders"), None)
    return answer


def answering(monkeypatch: pytest.MonkeyPatch, names: dict[str, str]) -> None:
    monkeypatch.setattr(_wiring.film_names(), "of", lambda ids: {each: names[each] for each in ids if each in names})


def test_an_order_gets_its_name_once_and_a_new_version(
    call: Call, order: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = call("get_order", path={"order_id": order["id"]}).headers["etag"]
    answering(monkeypatch, {order["title_id"]: "Le Voyage dans la Lune"})
    assert tick() == {"nameless": 1, "named": 1}
    after = call("get_order", path={"order_id": order["id"]})
    assert after.json["title"] == "Le Voyage dans la Lune"
    assert after.headers["etag"] != before
    assert tick() == {"nameless": 0, "named": 0}


def test_it_waits_while_the_catalogue_does_not_answer(call: Call, order: dict[str, Any]) -> None:
    assert tick() == {"nameless": 1, "named": 0}
    assert call("get_order", path={"order_id": order["id"]}).json["title"] is None


def test_after_a_day_it_is_not_looked_for_any_more(order: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, {order["title_id"]: "too late"})
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(days=1, seconds=1))
    assert tick() == {"nameless": 0, "named": 0}
