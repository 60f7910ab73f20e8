"""Checkouts that pay, and what the provider says of them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import httpx
import stripe

from chassis.ids import new_id
from payments._domain.refusals import PaymentProviderUnavailable

ACCOUNT = "01938f5e-7b00-7000-8000-0000000000c1"


class Provider:
    """The simulator as a shop's back office sees it."""

    def __init__(self, url: str, key: str) -> None:
        self._http = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=30)
        self.api = stripe.StripeClient(key, base_addresses={"api": url}, max_network_retries=0)

    def fault(self, operation: str, effect: str, checkout_id: str, **more: Any) -> None:
        """Let the checkout's next such call go wrong."""
        told = {"operation": operation, "effect": effect, "metadata": {"checkout_id": checkout_id}, **more}
        self._http.post("/_faults", json=told).raise_for_status()

    def applied(self) -> int:
        """How often faults hit."""
        return sum(fault["applied"] for fault in self._http.get("/_faults").json()["data"])

    def forget_faults(self) -> None:
        self._http.delete("/_faults")

    def intents(self, checkout_id: str) -> list[Any]:
        """Every intent of a checkout."""
        query = f"metadata['checkout_id']:'{checkout_id}'"
        return list(self.api.v1.payment_intents.search({"query": query, "expand": ["data.latest_charge"]}).data)

    def held(self, checkout_id: str) -> int:
        """Minor units that are held and not taken."""
        return sum(intent.amount_capturable for intent in self.intents(checkout_id))

    def taken(self, checkout_id: str) -> int:
        """Minor units that were taken and not given back."""
        charges = [intent.latest_charge for intent in self.intents(checkout_id) if intent.latest_charge]
        return sum(charge.amount_captured - charge.amount_refunded for charge in charges if charge.captured)


def new_checkout() -> str:
    return new_id()


def run(operation: str, checkout_id: str, **more: Any) -> dict[str, Any]:
    """A state of the state machine, tried once."""
    asked: dict[str, Any] = {"checkout_id": checkout_id, **more}
    if operation == "authorize_payment":
        usual = {"account_id": ACCOUNT, "amount": {"amount": 2450, "currency": "EUR"}, "payment_method": "pm_card_visa"}
        asked = usual | asked
    answer: dict[str, Any] = import_module(f"payments.{operation}").handler(asked, None)
    return answer


def until_done(operation: str, checkout_id: str, attempts: int = 5, **more: Any) -> dict[str, Any]:
    """The same with the retries that the state machine makes."""
    for _ in range(attempts - 1):
        try:
            return run(operation, checkout_id, **more)
        except PaymentProviderUnavailable:
            continue
    return run(operation, checkout_id, **more)
