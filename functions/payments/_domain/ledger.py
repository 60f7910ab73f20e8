"""The book: every movement of a payment as entries whose sum is zero.

Accounts: `customer` (what people have with us: below zero when we hold or have their money), `held` (authorised, not
taken), `provider` (taken, lies at the provider). A movement happens once in a payment's life.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["authorize", "capture", "void", "refund"]
Account = Literal["customer", "held", "provider"]


@dataclass(frozen=True, slots=True)
class Truth:
    """What the provider says of a payment, in minor units: the hold that it ever had, what was taken, what went back.

    `ended`: nothing can be authorised or taken any more. `decline_code`: why the last attempt failed.
    """

    authorized: int = 0
    captured: int = 0
    refunded: int = 0
    ended: bool = False
    decline_code: str | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """Entries of one movement: signed minor units by account, their sum is zero."""

    kind: Kind
    entries: dict[Account, int]

    def __post_init__(self) -> None:
        if sum(self.entries.values()) != 0:
            raise ValueError(f"{self.kind} does not add up: {self.entries}")


def movements(truth: Truth) -> list[Movement]:
    """Everything that must have happened for the provider to say so, in order. A partial refund waits for the rest."""
    found: list[Movement] = []
    if truth.authorized:
        found.append(Movement("authorize", {"customer": -truth.authorized, "held": truth.authorized}))
    if truth.captured:
        rest = truth.authorized - truth.captured
        entries: dict[Account, int] = {"held": -truth.authorized, "provider": truth.captured, "customer": rest}
        found.append(Movement("capture", {account: amount for account, amount in entries.items() if amount}))
    elif truth.authorized and truth.ended:
        found.append(Movement("void", {"held": -truth.authorized, "customer": truth.authorized}))
    if truth.captured and truth.refunded >= truth.captured:
        found.append(Movement("refund", {"provider": -truth.refunded, "customer": truth.refunded}))
    return found
