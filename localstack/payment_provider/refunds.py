"""Refunds: never more than was captured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import balance, forms
from .errors import INVALID, ApiError, bad_parameter

if TYPE_CHECKING:
    from .store import Json
    from .work import Work

_CREATE = {
    "payment_intent": forms.text, "charge": forms.text, "amount": forms.positive, "metadata": forms.metadata,
    "reason": forms.choice("duplicate", "fraudulent", "requested_by_customer"),
}  # fmt: skip


def create(work: Work) -> Json:
    asked = forms.read(work.params, _CREATE)
    charge = _charge(work, asked)
    left = charge["amount_captured"] - charge["amount_refunded"]
    if left <= 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise ApiError(400, INVALID, message, code="charge_already_refunded")
    amount = asked.get("amount", left)
    if amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise ApiError(400, INVALID, message, param="amount")
    refund = work.new(
        "re", "refund",
        amount=amount, charge=charge["id"], currency=charge["currency"], metadata=asked.get("metadata", {}),
        payment_intent=charge["payment_intent"], reason=asked.get("reason"), status="succeeded",
    )  # fmt: skip
    refund["balance_transaction"] = balance.enter(work, "refund", refund["id"], -amount, charge["currency"])["id"]
    work.session.add(refund)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    work.session.put(charge)
    work.tell("refund.created", refund)
    work.tell("charge.refunded", charge)
    return refund


def _charge(work: Work, asked: Json) -> Json:
    """The captured charge that is meant."""
    if ("payment_intent" in asked) == ("charge" in asked):
        raise bad_parameter("payment_intent", "One of the following params should be provided: payment_intent, charge")
    identifier = asked.get("charge")
    if identifier is None:
        identifier = work.need("payment_intent", asked["payment_intent"], "payment_intent")["latest_charge"]
    charge = work.need("charge", identifier, "charge") if identifier else None
    if charge is None or not charge["captured"]:
        named = asked.get("payment_intent", identifier)
        message = f"This PaymentIntent ({named}) does not have a successful charge to refund."
        raise ApiError(400, INVALID, message, code="charge_not_refundable")
    return charge


def retrieve(work: Work) -> Json:
    forms.read(work.params, {})
    return work.need("refund", work.ids["id"], "id")


def listed(work: Work) -> Json:
    asked = forms.read(work.params, {**forms.PAGE, "charge": forms.text, "payment_intent": forms.text})
    return work.page(
        "refund", asked, "/v1/refunds", charge=asked.get("charge"), payment_intent=asked.get("payment_intent")
    )
