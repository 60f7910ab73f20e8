"""Stripe's test cards: https://docs.stripe.com/testing (those that a shop for tickets and subscriptions meets)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DECLINED = "Your card was declined."


@dataclass(frozen=True, slots=True)
class Card:
    """What a card is and how its bank answers: `code` and `decline_code` None = it pays."""

    last4: str
    brand: str = "visa"
    code: str | None = None
    decline_code: str | None = None
    message: str = DECLINED
    authentication: Literal["never", "always"] = "never"


def _declined(last4: str, decline_code: str, message: str = DECLINED, code: str = "card_declined") -> Card:
    return Card(last4, code=code, decline_code=decline_code, message=message)


_FUNDS = "Your card has insufficient funds."
_DECLINED = {
    "": _declined("0002", "generic_decline"),
    "InsufficientFunds": _declined("9995", "insufficient_funds", _FUNDS),
    "LostCard": _declined("9987", "lost_card"),
    "StolenCard": _declined("9979", "stolen_card"),
    "Fraudulent": _declined("0019", "fraudulent"),
    "VelocityLimitExceeded": _declined("6975", "card_velocity_exceeded"),
    "ExpiredCard": _declined("0069", "expired_card", "Your card has expired.", "expired_card"),
    "IncorrectCvc": _declined("0127", "incorrect_cvc", "Your card's security code is incorrect.", "incorrect_cvc"),
    "ProcessingError": _declined(
        "0119", "processing_error", "An error occurred while processing your card. Try again in a little bit.",
        "processing_error",
    ),
}  # fmt: skip
CARDS: dict[str, Card] = {
    "visa": Card("4242"),
    "visa_debit": Card("5556"),
    "mastercard": Card("4444", "mastercard"),
    "amex": Card("8431", "amex"),
    "authenticationRequired": Card("3184", authentication="always"),
    "threeDSecure2Required": Card("3220", authentication="always"),
    "authenticationRequiredChargeDeclinedInsufficientFunds": Card(
        "8260", code="card_declined", decline_code="insufficient_funds", message=_FUNDS, authentication="always"
    ),
    **{f"chargeDeclined{name}": card for name, card in _DECLINED.items()},
    **{f"visa_chargeDeclined{name}": card for name, card in _DECLINED.items()},
}
"""By the name behind `pm_card_` and `tok_`."""


def named(identifier: str) -> Card | None:
    """The card of `pm_card_visa`, `tok_visa` and so on."""
    for prefix in ("pm_card_", "tok_"):
        if identifier.startswith(prefix):
            return CARDS.get(identifier.removeprefix(prefix))
    return None
