"""Whatever is asked in whatever order: captured ≤ authorised, refunded ≤ captured, the balance is what was taken."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings, strategies
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from unit.payment_provider.calls import Provider, refused

AROUND = strategies.sampled_from([-500, -1, 0, 1, 500])
"""How far an amount is from the most that is possible."""
CARDS = strategies.sampled_from(
    ["pm_card_visa", "pm_card_visa", "pm_card_chargeDeclined", "pm_card_authenticationRequired"]
)
CANCELLABLE = {"requires_payment_method", "requires_confirmation", "requires_action", "requires_capture"}
CONFIRMABLE = {"requires_payment_method", "requires_confirmation", "requires_action"}
UNEXPECTED = (400, "payment_intent_unexpected_state", None)


class MoneyRules(RuleBasedStateMachine):
    """A model of each intent beside the simulator's own."""

    intents = Bundle("intents")

    @initialize()
    def begin(self) -> None:
        self.provider = Provider(Path(tempfile.mkdtemp()))
        self.model: dict[str, dict[str, Any]] = {}

    @rule(target=intents, amount=strategies.integers(50, 1000), manual=strategies.booleans())
    def create(self, amount: int, manual: bool) -> str:  # noqa: FBT001 - Hypothesis passes it
        method = "manual" if manual else "automatic"
        made = self.provider.post("payment_intents", amount=amount, currency="eur", capture_method=method).body
        known = {"amount": amount, "manual": manual, "status": "requires_payment_method", "captured": 0, "refunded": 0}
        self.model[made["id"]] = known
        return str(made["id"])

    @rule(target=intents, amount=strategies.integers(50, 1000), manual=strategies.booleans())
    def create_and_confirm(self, amount: int, manual: bool) -> str:  # noqa: FBT001 - Hypothesis passes it
        intent = self.create(amount, manual)
        self.confirm(intent, "pm_card_visa")
        return intent

    @rule(intent=intents, card=CARDS)
    def confirm(self, intent: str, card: str) -> None:
        known = self.model[intent]
        answer = self.provider.post(f"payment_intents/{intent}/confirm", payment_method=card)
        if known["status"] not in CONFIRMABLE:
            assert refused(answer) == UNEXPECTED
        elif card == "pm_card_chargeDeclined":
            assert refused(answer)[:2] == (402, "card_declined")
            known["status"] = "requires_payment_method"
        elif card == "pm_card_authenticationRequired":
            known["status"] = "requires_action"
        else:
            known["status"] = "requires_capture" if known["manual"] else "succeeded"
            known["captured"] = 0 if known["manual"] else known["amount"]

    @rule(intent=intents, around=AROUND)
    def capture(self, intent: str, around: int) -> None:
        known = self.model[intent]
        amount = max(1, known["amount"] + around)
        answer = self.provider.post(f"payment_intents/{intent}/capture", amount_to_capture=amount)
        if known["status"] != "requires_capture":
            assert refused(answer) == UNEXPECTED
        elif amount > known["amount"]:
            assert refused(answer) == (400, "amount_too_large", "amount_to_capture")
        else:
            known |= {"status": "succeeded", "captured": amount}

    @rule(intent=intents)
    def cancel(self, intent: str) -> None:
        known = self.model[intent]
        answer = self.provider.post(f"payment_intents/{intent}/cancel")
        if known["status"] in CANCELLABLE:
            known["status"] = "canceled"
        else:
            assert refused(answer) == UNEXPECTED

    @rule(intent=intents, around=AROUND)
    def refund(self, intent: str, around: int) -> None:
        known = self.model[intent]
        amount = max(1, known["captured"] - known["refunded"] + around)
        answer = self.provider.post("refunds", payment_intent=intent, amount=amount)
        if amount <= known["captured"] - known["refunded"]:
            known["refunded"] += amount
        else:
            assert answer.status == 400

    @invariant()
    def every_intent_is_as_the_model_says(self) -> None:
        for intent, known in self.model.items():
            shown = self.provider.get(f"payment_intents/{intent}").body
            assert shown["status"] == known["status"]
            assert shown["amount_received"] == known["captured"] <= known["amount"]
            held = known["amount"] if known["status"] == "requires_capture" else 0
            assert shown["amount_capturable"] == held

    @invariant()
    def the_balance_is_what_was_taken_and_not_given_back(self) -> None:
        wanted = sum(known["captured"] - known["refunded"] for known in self.model.values())
        available = self.provider.get("balance").body["available"]
        entries = self.provider.get("balance_transactions", limit=100).body["data"]
        assert sum(each["amount"] for each in available) == wanted == sum(entry["net"] for entry in entries)


TestMoneyRules = MoneyRules.TestCase
TestMoneyRules.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
