"""A checkout: where it stands, how it ends, and what its end leaves to undo.

    pending ──► held ──► completed
       │          │
       │          └────► undoing ──► declined | refused | cancelled
       ├────────────────────┘
       └───────────────────────────► refused        (the hold was refused: there is nothing to undo)

`completed` and `undoing` exclude each other under the row's lock: tickets are issued or the checkout is undone.
"""

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, NewType

from orders._domain.refusals import CheckoutAbandoned

CheckoutId = NewType("CheckoutId", str)
Status = Literal["pending", "held", "undoing", "completed", "declined", "refused", "cancelled"]
Undo = Literal["nothing", "seats", "payment"]

OPEN: tuple[Status, ...] = ("pending", "held", "undoing")
GIVEN_UP_AFTER = timedelta(minutes=15)
"""A checkout that is open for so long is undone rather than resumed: its buyer has left, its hold is over."""
REFUSALS = frozenset({"SeatsTaken", "SeatsUnknown", "ShowingUnknown", "ShowingPast", "TooManySeats", "PriceChanged"})
DECLINES = frozenset({"PaymentDeclined", "AuthenticationRequired"})
_UNDONE = "the checkout could not be completed; nothing is owed and no seat is kept"
_EXPIRED = "the checkout took too long; nothing is owed and no seat is kept"


@dataclass(frozen=True, slots=True)
class Money:
    """Integer minor units and ISO 4217."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class HeldSeat:
    """A held seat with its price in minor units."""

    seat_id: str
    row: str
    number: int
    category: str
    amount: int


@dataclass(frozen=True, slots=True)
class Hold:
    """What booking answered: the price is fixed from here on."""

    expires_at: datetime
    title_id: str
    starts_at: datetime
    time_zone: str
    venue: str
    auditorium: str
    total: Money
    seats: tuple[HeldSeat, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a checkout did not complete: a refusal's name and what the buyer may know."""

    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Checkout:
    """`execution_name` and `run` name the execution that works on it."""

    id: CheckoutId
    account_id: str
    showing_id: str
    seat_ids: tuple[str, ...]
    payment_method: str
    expected_total: Money | None
    execution_name: str
    created_at: datetime
    updated_at: datetime
    run: int = 1
    status: Status = "pending"
    problem: Problem | None = None
    hold: Hold | None = None
    version: int = 1

    @property
    def execution(self) -> str:
        """The name of the current run's execution."""
        return self.execution_name if self.run == 1 else f"{self.execution_name}-{self.run}"


def with_hold(checkout: Checkout, hold: Hold, now: datetime) -> Checkout:
    """The checkout with its price; the same again if it has one. Raises `CheckoutAbandoned`."""
    if checkout.status == "held":
        return checkout
    if checkout.status != "pending":
        raise CheckoutAbandoned(f"checkout {checkout.id} is {checkout.status}")
    return _next(checkout, now, status="held", hold=hold)


def completed(checkout: Checkout, now: datetime) -> Checkout:
    """The checkout with its order made. Raises `CheckoutAbandoned` unless its seats are held."""
    if checkout.status != "held" or checkout.hold is None:
        raise CheckoutAbandoned(f"checkout {checkout.id} is {checkout.status}")
    return _next(checkout, now, status="completed")


def abandoned(checkout: Checkout, problem: Problem, now: datetime) -> Checkout:
    """The checkout on its way back, or ended where there is nothing to undo. The first problem stays."""
    if checkout.status not in {"pending", "held"}:
        return checkout
    ends = checkout.status == "pending" and problem.name in REFUSALS
    return _next(checkout, now, status="refused" if ends else "undoing", problem=problem)


def to_undo(checkout: Checkout) -> Undo:
    """What an abandoned checkout may have left behind: no payment is asked for before the price is written down."""
    if checkout.status != "undoing":
        return "nothing"
    return "payment" if checkout.hold else "seats"


def ended(checkout: Checkout, now: datetime) -> Checkout:
    """The undone checkout in its terminal state, as its problem says; a checkout that has ended stays as it is."""
    if checkout.status != "undoing" or checkout.problem is None:
        return checkout
    name = checkout.problem.name
    status: Status = "declined" if name in DECLINES else "refused" if name in REFUSALS else "cancelled"
    return _next(checkout, now, status=status)


def resumed(checkout: Checkout, now: datetime) -> Checkout:
    """The checkout for its next run; one that took too long goes back instead of on."""
    if checkout.status != "undoing" and now - checkout.created_at > GIVEN_UP_AFTER:
        checkout = _next(checkout, now, status="undoing", problem=Problem("CheckoutExpired", _EXPIRED))
    return _next(checkout, now, run=checkout.run + 1)


def problem_of(error: str, cause: str) -> Problem:
    """What the buyer may know of a state's error: a refusal's own words, else only that it did not work."""
    if error not in REFUSALS | DECLINES:
        return Problem(error if re.fullmatch(r"[A-Za-z][A-Za-z0-9.]{0,63}", error) else "Unforeseen", _UNDONE)
    try:
        detail = json.loads(cause)["errorMessage"]
    except (ValueError, KeyError, TypeError):
        detail = _UNDONE
    return Problem(error, str(detail)[:500])


def _next(checkout: Checkout, now: datetime, **changes: object) -> Checkout:
    return replace(checkout, updated_at=now, version=checkout.version + 1, **changes)  # type: ignore[arg-type]
