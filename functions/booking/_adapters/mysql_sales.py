"""Sold seats in MySQL: the unique key `seats_sold_once` lets one checkout have a seat, whatever else happens.

A checkout's reservation is `confirmed` or `released`, and a released one stays so: a confirmation that was sent before
the release and arrives after it finds the row and is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from booking._domain.facts import seats_were_released, seats_were_sold
from booking._domain.refusals import CheckoutReleased
from booking._domain.seating import SeatId, taken
from chassis.ids import from_bytes, to_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from booking._domain.seating import CheckoutId, ShowingId
    from chassis.mysql import Database, Transaction

_OPEN = (
    "INSERT IGNORE INTO reservations (checkout_id, showing_id, state, version, created_at, updated_at)"
    " VALUES (%s, %s, %s, 1, %s, %s)"
)
_STATE = "SELECT state, version FROM reservations WHERE checkout_id = %s"
_RELEASE = "UPDATE reservations SET state = 'released', version = version + 1, updated_at = %s WHERE checkout_id = %s"
_SELL = "INSERT INTO seats_sold (checkout_id, seat_id, showing_id, created_at) VALUES (%s, %s, %s, %s)"
_SOLD = "SELECT seat_id FROM seats_sold WHERE showing_id = %s"
_DUPLICATE = 1062


class Sales:
    """Confirms and releases; each bears repetition."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sold(self, showing: ShowingId) -> set[SeatId]:
        """Every sold seat of a showing."""
        with self._database.read() as tx:
            return _seats(tx, _SOLD, to_bytes(showing))

    def require_free(self, showing: ShowingId, checkout: CheckoutId, seats: Sequence[SeatId]) -> None:
        """Raise `SeatsTaken` if others bought a seat, `CheckoutReleased` if this checkout gave its own back."""
        with self._database.read() as tx:
            _require_open(tx, _STATE, checkout)
            if others := _others(tx, to_bytes(showing), to_bytes(checkout), seats):
                raise taken(sorted(others))

    def confirm(self, showing: ShowingId, checkout: CheckoutId, seats: Sequence[SeatId], now: datetime) -> None:
        """Sell the seats to the checkout. Raises `SeatsTaken`, `CheckoutReleased`."""
        self._database.retry(lambda: self._confirm(showing, checkout, seats, now))

    def _confirm(self, showing: ShowingId, checkout: CheckoutId, seats: Sequence[SeatId], now: datetime) -> None:
        from pymysql.err import IntegrityError  # noqa: PLC0415 - drivers load on first use

        at, owner, shown = now.replace(tzinfo=None), to_bytes(checkout), to_bytes(showing)
        with self._database.transaction() as tx:
            if not tx.run(_OPEN, (owner, shown, "confirmed", at, at)):
                _require_open(tx, f"{_STATE} FOR UPDATE", checkout)
                return  # confirmed by an earlier call, whose answer was lost
            try:  # in one order for all, so that two checkouts cannot dead-lock
                tx.many(_SELL, [(owner, to_bytes(seat), shown, at) for seat in sorted(seats)])
            except IntegrityError as error:
                if error.args[0] != _DUPLICATE:
                    raise
                raise taken(sorted(_others(tx, shown, owner, seats))) from error
            tx.save(seats_were_sold(checkout, showing, seats, now))

    def release(self, showing: ShowingId, checkout: CheckoutId, now: datetime) -> bool:
        """Give back what was sold to the checkout, if anything; from then on it can confirm nothing. Whether it did."""
        return self._database.retry(lambda: self._release(showing, checkout, now))

    def _release(self, showing: ShowingId, checkout: CheckoutId, now: datetime) -> bool:
        at, owner = now.replace(tzinfo=None), to_bytes(checkout)
        with self._database.transaction() as tx:
            if tx.run(_OPEN, (owner, to_bytes(showing), "released", at, at)):
                tx.save()
                return False
            held = tx.one(f"{_STATE} FOR UPDATE", (owner,))
            if held is None or held["state"] == "released":
                return False
            seats = sorted(_seats(tx, "SELECT seat_id FROM seats_sold WHERE checkout_id = %s", owner))
            tx.run("DELETE FROM seats_sold WHERE checkout_id = %s", (owner,))
            tx.run(_RELEASE, (at, owner))
            tx.save(seats_were_released(checkout, showing, seats, held["version"] + 1, now))
        return True


def _require_open(tx: Transaction, sql: str, checkout: CheckoutId) -> None:
    row = tx.one(sql, (to_bytes(checkout),))
    if row is not None and row["state"] == "released":
        raise CheckoutReleased(f"checkout {checkout} has given its seats back")


def _others(tx: Transaction, showing: bytes, owner: bytes, seats: Sequence[SeatId]) -> set[SeatId]:
    wanted = tuple(to_bytes(seat) for seat in seats)
    return _seats(tx, f"{_SOLD} AND seat_id IN %s AND checkout_id <> %s", showing, wanted, owner)


def _seats(tx: Transaction, sql: str, *params: object) -> set[SeatId]:
    return {SeatId(from_bytes(row["seat_id"])) for row in tx.all(sql, params)}
