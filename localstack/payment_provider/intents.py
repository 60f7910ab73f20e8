"""Payment intents: the states of https://docs.stripe.com/payments/paymentintents/lifecycle, refused as strictly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from . import charges, forms, people
from .errors import INVALID, ApiError, bad_parameter

if TYPE_CHECKING:
    from .store import Json
    from .work import Work

KIND = "payment_intent"
_LARGEST = 99_999_999
_SMALLEST = {"eur": 50, "usd": 50, "chf": 50, "gbp": 30}
"""In minor units: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts"""
_CONFIRM = {
    "payment_method": forms.text, "return_url": forms.text, "off_session": forms.boolean,
    "error_on_requires_action": forms.boolean, "receipt_email": forms.text,
    "capture_method": forms.choice("automatic", "automatic_async", "manual"),
}  # fmt: skip
_CREATE = {
    **_CONFIRM, "amount": forms.positive, "currency": forms.currency, "confirm": forms.boolean,
    "customer": forms.text, "description": forms.text, "metadata": forms.metadata,
    "payment_method_types": forms.texts, "statement_descriptor_suffix": forms.text,
    "automatic_payment_methods": forms.nested(
        {"enabled": forms.boolean, "allow_redirects": forms.choice("always", "never")}
    ),
}  # fmt: skip
_CANCEL = {"cancellation_reason": forms.choice("duplicate", "fraudulent", "requested_by_customer", "abandoned")}
_SEARCH = re.compile(r"(?:metadata\['(?P<name>[^']+)'\]|(?P<field>status|customer)):'(?P<value>[^']*)'")


def create(work: Work) -> Json:
    asked = forms.read(work.params, _CREATE, required=("amount", "currency"))
    _check(asked)
    if asked.get("customer"):
        work.need("customer", asked["customer"], "customer")
    intent = work.new(
        "pi", KIND,
        amount=asked["amount"], amount_capturable=0, amount_received=0, currency=asked["currency"],
        canceled_at=None, cancellation_reason=None, capture_method=asked.get("capture_method", "automatic_async"),
        confirmation_method="automatic", customer=asked.get("customer"), description=asked.get("description"),
        last_payment_error=None, latest_charge=None, metadata=asked.get("metadata", {}), next_action=None,
        payment_method=None, payment_method_types=asked.get("payment_method_types", ["card"]),
        receipt_email=asked.get("receipt_email"), status="requires_payment_method",
    )  # fmt: skip
    intent["client_secret"] = f"{intent['id']}_secret_{work.new('x', '')['id'][2:]}"
    if asked.get("payment_method"):
        intent["payment_method"] = people.use(work, asked["payment_method"])["id"]
        intent["status"] = "requires_confirmation"
    work.session.add(intent)
    work.tell("payment_intent.created", intent)
    return charges.attempt(work, intent, asked) if asked.get("confirm") else intent


def _check(asked: Json) -> None:
    smallest = _SMALLEST.get(asked["currency"], 1)
    if asked["amount"] < smallest:
        raise bad_parameter("amount", f"Amount must be at least {smallest} {asked['currency']}", "amount_too_small")
    if asked["amount"] > _LARGEST:
        raise bad_parameter("amount", f"Amount must be no more than {_LARGEST}", "amount_too_large")
    for param in ("error_on_requires_action", "off_session", "return_url"):
        if param in asked and not asked.get("confirm"):
            raise bad_parameter(param, f"You can only set `{param}` when `confirm` is `true`.")


def retrieve(work: Work) -> Json:
    forms.read(work.params, {"client_secret": forms.text})
    return work.need(KIND, work.ids["id"], "intent")


def update(work: Work) -> Json:
    asked = forms.read(work.params, {"metadata": forms.metadata, "description": forms.text})
    intent = work.need(KIND, work.ids["id"], "intent")
    merged = {name: value for name, value in (intent["metadata"] | asked.pop("metadata", {})).items() if value}
    return work.session.put(intent | asked | {"metadata": merged})


def confirm(work: Work) -> Json:
    asked = forms.read(work.params, _CONFIRM)
    intent = work.need(KIND, work.ids["id"], "intent")
    allowed = ("requires_payment_method", "requires_confirmation", "requires_action")
    _require(intent, allowed, "You cannot confirm this PaymentIntent because it has", "confirmed")
    if asked.get("payment_method"):
        intent["payment_method"] = people.use(work, asked["payment_method"])["id"]
    if intent["payment_method"] is None:
        message = "You cannot confirm this PaymentIntent because it's missing a payment method."
        raise unexpected_state(intent, message)
    intent |= {name: asked[name] for name in ("capture_method", "receipt_email") if name in asked}
    return charges.attempt(work, intent, asked)


def capture(work: Work) -> Json:
    asked = forms.read(work.params, {"amount_to_capture": forms.positive, "metadata": forms.metadata})
    intent = work.need(KIND, work.ids["id"], "intent")
    _require(intent, ("requires_capture",), "This PaymentIntent could not be captured because it has", "captured")
    amount = asked.get("amount_to_capture") or intent["amount_capturable"]
    if amount > intent["amount_capturable"]:
        message = f"The amount to capture ({amount}) is greater than what can be captured ({intent['amount']})."
        raise ApiError(400, INVALID, message, code="amount_too_large", param="amount_to_capture")
    intent["metadata"] |= asked.get("metadata", {})
    return charges.settle(work, intent, amount)


def cancel(work: Work) -> Json:
    asked = forms.read(work.params, _CANCEL)
    intent = work.need(KIND, work.ids["id"], "intent")
    allowed = (
        "requires_payment_method", "requires_capture", "requires_confirmation", "requires_action", "processing",
    )  # fmt: skip
    _require(intent, allowed, "You cannot cancel this PaymentIntent because it has", "canceled")
    charges.release(work, intent)
    reason = asked.get("cancellation_reason")
    ended = {"status": "canceled", "canceled_at": work.at, "cancellation_reason": reason}
    intent |= {**ended, "amount_capturable": 0, "next_action": None}
    work.session.put(intent)
    work.tell("payment_intent.canceled", intent)
    return intent


def _require(intent: Json, allowed: tuple[str, ...], because: str, deed: str) -> None:
    if intent["status"] not in allowed:
        only = f"Only a PaymentIntent with one of the following statuses may be {deed}: {', '.join(allowed)}."
        raise unexpected_state(intent, f"{because} a status of {intent['status']}. {only}")


def unexpected_state(intent: Json, message: str) -> ApiError:
    """The state does not allow it; the intent goes with the answer."""
    return ApiError(400, INVALID, message, code="payment_intent_unexpected_state", payment_intent=intent)


def listed(work: Work) -> Json:
    asked = forms.read(work.params, {**forms.PAGE, "customer": forms.text})
    return work.page(KIND, asked, "/v1/payment_intents", customer=asked.get("customer"))


def search(work: Work) -> Json:
    """Only `metadata['name']:'value'`, `status:'…'`, `customer:'…'`, joined by AND. Stripe's may lag, this does not."""
    readers = {"query": forms.text, "limit": forms.integer, "page": forms.text}
    asked = forms.read(work.params, readers, required=("query",))
    terms = [_SEARCH.fullmatch(term.strip()) for term in re.split(r"\sAND\s", asked["query"])]
    if None in terms or "page" in asked:
        raise bad_parameter("query", f"The simulator does not understand this query: {asked['query']}")
    found = [each for each in work.session.all(KIND)[::-1] if all(_fits(each, term) for term in terms if term)]
    limit = asked.get("limit", 10)
    return {
        "object": "search_result", "url": "/v1/payment_intents/search", "has_more": len(found) > limit,
        "next_page": None, "data": found[:limit],
    }  # fmt: skip


def _fits(intent: Json, term: re.Match[str]) -> bool:
    value: Any = intent["metadata"].get(term["name"]) if term["name"] else intent[term["field"]]
    return bool(value == term["value"])
