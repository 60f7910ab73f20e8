"""Ticket codes: JSON Web Signature (RFC 7515), compact, HS256 with the stage's ticket key.

A door verifies them without asking anybody. The key before the last rotation still counts.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from chassis.errors import Invalid, Unavailable
from chassis.secrets import secret

if TYPE_CHECKING:
    from orders._domain.order import Order, Ticket

_ALGORITHM = "HS256"


class TicketForged(Invalid):
    """The code was not made here, or was changed."""


class Admission(NamedTuple):
    """What a code lets in: which ticket, to which showing, on which seat."""

    ticket_id: str
    showing_id: str
    seat: str  # row and number: C7


class TicketCodes:
    """Signs and verifies with the secret of this name."""

    def __init__(self, secret_name: str) -> None:
        self._secret_name = secret_name

    def sign(self, order: Order, ticket: Ticket) -> str:
        """The code for the ticket's bearer."""
        from jose import jws  # noqa: PLC0415 - drivers load on first use

        claims = {"tid": ticket.id, "sid": order.showing_id, "seat": f"{ticket.row}{ticket.number}"}
        return str(jws.sign(claims, secret(self._secret_name), algorithm=_ALGORITHM))

    def verify(self, code: str) -> Admission:
        """What the code says. Raises `TicketForged`."""
        from jose import jws  # noqa: PLC0415
        from jose.exceptions import JWSError  # noqa: PLC0415

        for stage in ("AWSCURRENT", "AWSPREVIOUS"):
            with suppress(JWSError, Unavailable):  # there is no key before the first rotation
                claims = json.loads(jws.verify(code, secret(self._secret_name, stage=stage), algorithms=[_ALGORITHM]))
                return Admission(claims["tid"], claims["sid"], claims["seat"])
        raise TicketForged("this is no ticket of ours")
