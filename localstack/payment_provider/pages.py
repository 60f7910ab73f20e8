"""The bank's page of 3-D Secure: a person approves or refuses a payment that waits for it."""

from __future__ import annotations

import hmac
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from . import charges, people
from .errors import ApiError, no_such

if TYPE_CHECKING:
    from .store import Json
    from .work import Work

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>3-D Secure test page</title>
<body style="font-family: sans-serif; max-width: 30em; margin: 4em auto">
<h1>3-D Secure test page</h1>
<p>{text}</p>
{form}
</body></html>
"""
_FORM = """<form method="post">
<button name="outcome" value="approve">Approve</button> <button name="outcome" value="refuse">Refuse</button>
</form>"""


def waiting(work: Work, client_secret: str) -> Json:
    """The intent. Raises `ApiError` 404 where the address is not the one that Stripe's answer gave."""
    intent = work.need("payment_intent", work.ids["id"], "intent")
    if not hmac.compare_digest(intent["client_secret"], client_secret):
        raise no_such("payment_intent", work.ids["id"], "intent")
    return intent


def show(intent: Json) -> str:
    """The page: a question while there is one, else what came of it."""
    amount = escape(f"{intent['amount'] / 100:.2f} {intent['currency'].upper()}")
    if intent["status"] == "requires_action":
        return _PAGE.format(text=f"A shop asks for {amount}.", form=_FORM)
    return _PAGE.format(text=f"The payment of {amount} is {escape(intent['status'])}.", form="")


def decide(work: Work, intent: Json, outcome: str) -> str | None:
    """Approve or refuse; where the browser goes then, if the shop said so. Nothing happens twice."""
    if intent["status"] != "requires_action":
        return None
    target = intent["next_action"].get("redirect_to_url", {}).get("return_url")
    if outcome == "approve":
        method = work.need("payment_method", intent["payment_method"], "payment_method")
        try:
            charges.pay(work, intent, method, people.card_of(method))
        except ApiError:
            outcome = "decline"
    else:
        charges.refuse(work, intent)
    if target is None:
        return None
    told = {
        "payment_intent": intent["id"], "payment_intent_client_secret": intent["client_secret"],
        "redirect_status": "succeeded" if outcome == "approve" else "failed",
    }  # fmt: skip
    return f"{target}{'&' if '?' in target else '?'}{urlencode(told)}"
