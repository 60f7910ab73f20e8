"""Customers, and the cards that they pay with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import cards, forms
from .errors import bad_parameter, no_such

if TYPE_CHECKING:
    from .store import Json
    from .work import Work

_CUSTOMER = {
    "name": forms.text, "email": forms.text, "phone": forms.text, "description": forms.text,
    "metadata": forms.metadata, "payment_method": forms.text,
}  # fmt: skip
_METHOD = {
    "type": forms.choice("card"),
    "card": forms.nested({"token": forms.text}),
    "billing_details": forms.nested({"email": forms.text, "name": forms.text, "phone": forms.text}),
    "metadata": forms.metadata,
}


def create_customer(work: Work) -> Json:
    asked = forms.read(work.params, _CUSTOMER)
    method = asked.pop("payment_method", None)
    empty: dict[str, Any] = dict.fromkeys(("name", "email", "phone", "description"))
    customer = work.new("cus", "customer", **{**empty, "metadata": {}, **asked}, balance=0, delinquent=False)
    work.session.add(customer)
    if method:
        _belong(work, use(work, method), customer["id"])
    work.tell("customer.created", customer)
    return customer


def retrieve_customer(work: Work) -> Json:
    forms.read(work.params, {})
    return work.need("customer", work.ids["id"], "id")


def list_customers(work: Work) -> Json:
    asked = forms.read(work.params, {**forms.PAGE, "email": forms.text})
    return work.page("customer", asked, "/v1/customers", email=asked.get("email"))


def create_method(work: Work) -> Json:
    asked = forms.read(work.params, _METHOD, required=("type",))
    token = asked.get("card", {}).get("token")
    if token is None:
        raise bad_parameter("card[token]", "Missing required param: card[token].", "parameter_missing")
    if cards.named(token) is None:
        raise no_such("token", token, "card[token]")
    details = {"email": None, "name": None, "phone": None} | asked.get("billing_details", {})
    return work.session.add(_method(work, token.removeprefix("tok_"), details, asked.get("metadata", {})))


def retrieve_method(work: Work) -> Json:
    forms.read(work.params, {})
    identifier = work.ids["id"]
    card = cards.named(identifier)
    if card is not None:
        return {**_method(work, identifier.removeprefix("pm_card_"), {}, {}), "id": identifier}
    return work.need("payment_method", identifier, "id")


def attach_method(work: Work) -> Json:
    asked = forms.read(work.params, {"customer": forms.text}, required=("customer",))
    method = use(work, work.ids["id"])
    work.need("customer", asked["customer"], "customer")
    return _belong(work, method, asked["customer"])


def _belong(work: Work, method: Json, customer: str) -> Json:
    if method["customer"] not in {None, customer}:
        raise bad_parameter("customer", "The payment method you provided has already been attached to a customer.")
    if method["customer"] is None:
        work.session.put(method | {"customer": customer})
        method["customer"] = customer
        work.tell("payment_method.attached", method)
    return method


def use(work: Work, identifier: str) -> Json:
    """The payment method; a test card's name becomes a method of its own, as Stripe clones it."""
    if cards.named(identifier) is not None:
        return work.session.add(_method(work, identifier.removeprefix("pm_card_"), {}, {}))
    return work.need("payment_method", identifier, "payment_method")


def card_of(method: Json) -> cards.Card:
    """How its bank answers."""
    return cards.CARDS[method["card"]["fingerprint"]]


def _method(work: Work, name: str, details: Json, metadata: Json) -> Json:
    card = cards.CARDS[name]
    shown = {
        "brand": card.brand, "last4": card.last4, "exp_month": 12, "exp_year": 2034, "funding": "credit",
        "country": "DE", "fingerprint": name,
    }  # fmt: skip
    return work.new(
        "pm", "payment_method", type="card", card=shown, customer=None, billing_details=details, metadata=metadata
    )
