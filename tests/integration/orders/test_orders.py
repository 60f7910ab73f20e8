"""issue_tickets, list_orders, get_order: what a paid checkout becomes, and the codes of its tickets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import boto3
import jsonschema
import pytest

from chassis.ids import new_id
from integration.catalogue.context_stores import ROOT
from integration.orders.purchases import bought, held, task
from orders import _wiring
from orders._adapters.signed_codes import TicketForged

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.context_stores import Schema
    from integration.catalogue.lambda_calls import Answer

    Call = Callable[..., Answer]


def test_tickets_are_issued_once_with_one_event(call: Call, schema: Schema) -> None:
    checkout = held(call)
    asked = {"checkout_id": checkout["id"], "payment_id": new_id()}
    first, again = task("issue_tickets", asked), task("issue_tickets", asked)
    assert first == again
    (event,) = schema.published(first["order_id"])
    assert event.type == "cdlc.orders.OrderCompleted.v1"
    form = ROOT / "events" / "schemas" / "orders" / "OrderCompleted.v1.json"
    jsonschema.validate(json.loads(json.dumps(dict(event.data))), json.loads(form.read_text()))
    assert "code" not in json.dumps(dict(event.data))
    assert schema.number("SELECT COUNT(*) FROM tickets t JOIN orders o ON o.id = t.order_id"
                         " WHERE o.id = UNHEX(REPLACE(%s, '-', ''))", (first["order_id"],)) == 2  # fmt: skip


def test_get_order_shows_the_tickets_with_codes_that_a_door_can_verify(call: Call) -> None:
    issued = bought(call, seats=3)
    order = call("get_order", path={"order_id": issued["order_id"]}).json
    assert order["total"] == {"amount": 3900, "currency": "EUR"}
    assert [(t["row"], t["number"], t["price"]["amount"]) for t in order["tickets"]] == [
        ("A", 1, 1200), ("A", 2, 1200), ("B", 1, 1500),
    ]  # fmt: skip
    for ticket in order["tickets"]:
        admission = _wiring.ticket_codes().verify(ticket["code"])
        assert (admission.ticket_id, admission.showing_id) == (ticket["id"], order["showing_id"])
        assert admission.seat == f"{ticket['row']}{ticket['number']}"
    shown = call("get_checkout", path={"checkout_id": order["checkout_id"]}).json
    assert (shown["status"], shown["order_id"]) == ("completed", order["id"])


def test_a_changed_code_and_a_made_up_one_are_refused(call: Call) -> None:
    order = call("get_order", path={"order_id": bought(call)["order_id"]}).json
    head, body, signature = order["tickets"][0]["code"].split(".")
    other = order["tickets"][1]["code"].split(".")
    none = "eyJhbGciOiJub25lIn0"
    for forged in (f"{head}.{other[1]}.{signature}", f"{none}.{body}.", "nothing", f"{head}.{body}.AAAA"):
        with pytest.raises(TicketForged):
            _wiring.ticket_codes().verify(forged)


def test_a_code_outlives_one_rotation_of_the_key(call: Call, schema: Schema) -> None:
    order = call("get_order", path={"order_id": bought(call)["order_id"]}).json
    vault = boto3.client("secretsmanager")
    vault.put_secret_value(SecretId="test/tickets", SecretString="another key")
    from integration.catalogue.context_stores import thaw  # noqa: PLC0415

    thaw("orders")
    assert schema
    assert _wiring.ticket_codes().verify(order["tickets"][0]["code"]).ticket_id == order["tickets"][0]["id"]


def test_list_orders_pages_newest_first_and_shows_the_caller_s_alone(call: Call, schema: Schema) -> None:
    made = [bought(call)["order_id"] for _ in range(3)]
    schema.rows("UPDATE orders SET account_id = 'other' WHERE id = UNHEX(REPLACE(%s, '-', ''))", (made[1],))
    first = call("list_orders", query={"limit": "1"}).json
    second = call("list_orders", query={"limit": "1", "cursor": first["next_cursor"]}).json
    assert [first["items"][0]["id"], second["items"][0]["id"]] == [made[2], made[0]]
    assert call("get_order", path={"order_id": made[1]}).status == 404
