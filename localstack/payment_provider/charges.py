"""What a confirmed intent does with money: authorise, capture, let go; and the charge that records it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from . import balance, forms, people
from .errors import ApiError

if TYPE_CHECKING:
    from .cards import Card
    from .store import Json
    from .work import Work


class Why(NamedTuple):
    """Why no money is held."""

    code: str
    decline_code: str | None
    message: str


_UNPROVEN = Why(
    "authentication_required",
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
)
_UNABLE = Why(
    "payment_intent_authentication_failure",
    None,
    "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
)


def attempt(work: Work, intent: Json, asked: Json) -> Json:
    """Ask the card's bank, or first the person before it. Raises `ApiError` 402 for a decline; the intent is stored."""
    method = work.need("payment_method", intent["payment_method"], "payment_method")
    card = people.card_of(method)
    if card.authentication == "never":
        return pay(work, intent, method, card)
    if asked.get("off_session") or asked.get("error_on_requires_action"):
        raise _declined(work, intent, method, _UNPROVEN)
    page = f"{work.url}/3d-secure/{intent['id']}?client_secret={intent['client_secret']}"
    target = asked.get("return_url")
    redirect = {"type": "redirect_to_url", "redirect_to_url": {"url": page, "return_url": target}}
    script = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": page}}
    intent |= {"status": "requires_action", "next_action": redirect if target else script}
    work.session.put(intent)
    work.tell("payment_intent.requires_action", intent)
    return intent


def pay(work: Work, intent: Json, method: Json, card: Card) -> Json:
    """The bank's answer: a hold of the whole amount, or a decline. Captures at once unless told to wait."""
    if card.code is not None:
        failed = _charge(work, intent, method, status="failed", paid=False)
        raise _declined(work, intent, method, Why(card.code, card.decline_code, card.message), failed)
    charge = work.session.add(_charge(work, intent, method, status="succeeded", paid=True))
    intent |= {"latest_charge": charge["id"], "next_action": None, "last_payment_error": None}
    intent |= {"status": "requires_capture", "amount_capturable": intent["amount"]}
    work.session.put(intent)
    work.tell("charge.succeeded", charge)
    if intent["capture_method"] != "manual":
        return settle(work, intent, intent["amount"])
    work.tell("payment_intent.amount_capturable_updated", intent)
    return intent


def refuse(work: Work, intent: Json) -> Json:
    """The person did not prove who they are."""
    method = work.need("payment_method", intent["payment_method"], "payment_method")
    _declined(work, intent, method, _UNABLE)
    return intent


def settle(work: Work, intent: Json, amount: int) -> Json:
    """Take `amount` of the hold; the rest of it is let go."""
    charge = work.need("charge", intent["latest_charge"], "charge")
    entry = balance.enter(work, "charge", charge["id"], amount, intent["currency"])
    charge |= {"captured": True, "amount_captured": amount, "balance_transaction": entry["id"]}
    work.session.put(charge)
    intent |= {"status": "succeeded", "amount_received": amount, "amount_capturable": 0}
    work.session.put(intent)
    work.tell("charge.captured", charge)
    work.tell("payment_intent.succeeded", intent)
    return intent


def release(work: Work, intent: Json) -> None:
    """Let the whole hold go, if there is one: Stripe shows that as a refunded charge, though no money moved."""
    if intent["status"] == "requires_capture":
        charge = work.need("charge", intent["latest_charge"], "charge")
        charge |= {"refunded": True, "amount_refunded": charge["amount"]}
        work.session.put(charge)
        work.tell("charge.refunded", charge)


def retrieve(work: Work) -> Json:
    forms.read(work.params, {})
    return work.need("charge", work.ids["id"], "id")


def listed(work: Work) -> Json:
    asked = forms.read(work.params, {**forms.PAGE, "customer": forms.text, "payment_intent": forms.text})
    wanted = {name: asked.get(name) for name in ("customer", "payment_intent")}
    return work.page("charge", asked, "/v1/charges", **wanted)


def _declined(work: Work, intent: Json, method: Json, why: Why, charge: Json | None = None) -> ApiError:
    """Back to the beginning, with the reason kept in the intent; the error to raise."""
    told: dict[str, Any] = {"code": why.code, "decline_code": why.decline_code, "payment_method": method}
    if charge is not None:
        charge |= {"failure_code": why.code, "failure_message": why.message}
        told["charge"] = intent["latest_charge"] = work.session.add(charge)["id"]
        work.tell("charge.failed", charge)
    error = ApiError(402, "card_error", why.message, **told)
    intent |= {"status": "requires_payment_method", "payment_method": None, "next_action": None}
    intent["last_payment_error"] = dict(error.fields)
    work.session.put(intent)
    work.tell("payment_intent.payment_failed", intent)
    error.fields["payment_intent"] = intent
    return error


def _charge(work: Work, intent: Json, method: Json, *, status: str, paid: bool) -> Json:
    card = {name: method["card"][name] for name in ("brand", "last4", "exp_month", "exp_year", "country", "funding")}
    return work.new(
        "ch", "charge",
        amount=intent["amount"], amount_captured=0, amount_refunded=0, balance_transaction=None, captured=False,
        currency=intent["currency"], customer=intent["customer"], disputed=False, failure_code=None,
        failure_message=None, metadata=dict(intent["metadata"]), paid=paid, payment_intent=intent["id"],
        payment_method=method["id"], payment_method_details={"type": "card", "card": card}, refunded=False,
        status=status,
    )  # fmt: skip
