"""Checkouts in MySQL."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC
from typing import TYPE_CHECKING, Any

from chassis.ids import from_bytes, to_bytes
from orders._domain.checkout import OPEN, Checkout, CheckoutId, HeldSeat, Hold, Money, Problem
from orders._domain.refusals import CheckoutUnknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from chassis.events import Event
    from chassis.mysql import Database, Transaction

_COLUMNS = (
    "id, account_id, showing_id, payment_method, expected_amount, expected_currency, execution_name, run, status,"
    " problem, problem_detail, total_amount, currency, hold_expires_at, title_id, starts_at, time_zone, venue,"
    " auditorium, version, created_at, updated_at"
)
_INSERT = f"INSERT INTO checkouts ({_COLUMNS}) VALUES ({', '.join(['%s'] * 22)})"  # noqa: S608 - constants
_INSERT_SEAT = "INSERT INTO checkout_seats (checkout_id, seat_id, position) VALUES (%s, %s, %s)"
_CHANGED = [*_COLUMNS.replace(" ", "").split(",")[7:20], "updated_at"]  # from run to version
_UPDATE = f"UPDATE checkouts SET {', '.join(f'{name} = %s' for name in _CHANGED)} WHERE id = %s"  # noqa: S608
_UPDATE_SEAT = (
    "UPDATE checkout_seats SET row_label = %s, seat_number = %s, category = %s, amount = %s"
    " WHERE checkout_id = %s AND seat_id = %s"
)
_READ = f"SELECT {_COLUMNS} FROM checkouts"  # noqa: S608
_SEATS = (
    "SELECT seat_id, row_label, seat_number, category, amount FROM checkout_seats"
    " WHERE checkout_id = %s ORDER BY position"
)


class CheckoutTransaction:
    """One transaction on checkouts; `tx` is what it runs in."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx

    def add(self, checkout: Checkout) -> None:
        """Store a new checkout."""
        values, owner = _values(checkout), to_bytes(checkout.id)
        self.tx.run(_INSERT, tuple(values[name] for name in _COLUMNS.replace(" ", "").split(",")))
        self.tx.many(_INSERT_SEAT, [(owner, to_bytes(seat), place) for place, seat in enumerate(checkout.seat_ids)])

    def lock(self, checkout_id: CheckoutId) -> Checkout:
        """The checkout, until the transaction ends nobody else's. Raises `CheckoutUnknown`."""
        return _one(self.tx, f"{_READ} WHERE id = %s FOR UPDATE", checkout_id)

    def replace(self, before: Checkout, after: Checkout) -> None:
        """Store what became of a locked checkout."""
        if after is before:
            return
        values, owner = _values(after), to_bytes(after.id)
        self.tx.run(_UPDATE, (*(values[name] for name in _CHANGED), owner))
        if after.hold and not before.hold:
            rows = [(s.row, s.number, s.category, s.amount, owner, to_bytes(s.seat_id)) for s in after.hold.seats]
            for row in rows:
                self.tx.run(_UPDATE_SEAT, row)

    def save(self, *events: Event) -> None:
        """Publish and commit."""
        self.tx.save(*events)


class Checkouts:
    """Reads, and transactions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def transaction(self) -> Iterator[CheckoutTransaction]:
        """A transaction that rolls back unless saved."""
        with self._database.transaction() as tx:
            yield CheckoutTransaction(tx)

    def read(self, checkout_id: CheckoutId) -> Checkout:
        """One checkout. Raises `CheckoutUnknown`."""
        with self._database.read() as tx:
            return _one(tx, f"{_READ} WHERE id = %s", checkout_id)

    def open_since(self, before: datetime, limit: int) -> list[Checkout]:
        """Checkouts that were accepted before an instant and have not ended, oldest first."""
        sql = f"{_READ} WHERE status IN %s AND created_at < %s ORDER BY created_at LIMIT %s"
        return self._found(sql, (OPEN, _naive(before), limit))

    def of_execution(self, execution: str) -> list[Checkout]:
        """Open checkouts whose run, of whatever number, has this execution's name."""
        name = execution.partition("-")[0]
        return self._found(f"{_READ} WHERE execution_name = %s AND status IN %s", (name, OPEN))

    def _found(self, sql: str, params: Sequence[object]) -> list[Checkout]:
        with self._database.read() as tx:
            return [_checkout(tx, row) for row in tx.all(sql, params)]


def _one(tx: Transaction, sql: str, checkout_id: CheckoutId) -> Checkout:
    row = tx.one(sql, (to_bytes(checkout_id),))
    if row is None:
        raise CheckoutUnknown(f"there is no checkout {checkout_id}")
    return _checkout(tx, row)


def _checkout(tx: Transaction, row: Mapping[str, Any]) -> Checkout:
    seats = tx.all(_SEATS, (row["id"],))
    expected = row["expected_amount"]
    return Checkout(
        id=CheckoutId(from_bytes(row["id"])),
        account_id=row["account_id"],
        showing_id=from_bytes(row["showing_id"]),
        seat_ids=tuple(from_bytes(seat["seat_id"]) for seat in seats),
        payment_method=row["payment_method"],
        expected_total=None if expected is None else Money(expected, row["expected_currency"]),
        execution_name=row["execution_name"],
        run=row["run"],
        status=row["status"],
        problem=Problem(row["problem"], row["problem_detail"]) if row["problem"] else None,
        hold=_hold(row, seats) if row["title_id"] else None,
        version=row["version"],
        created_at=row["created_at"].replace(tzinfo=UTC),
        updated_at=row["updated_at"].replace(tzinfo=UTC),
    )


def _hold(row: Mapping[str, Any], seats: Sequence[Mapping[str, Any]]) -> Hold:
    held = tuple(
        HeldSeat(from_bytes(s["seat_id"]), s["row_label"], s["seat_number"], s["category"], s["amount"]) for s in seats
    )
    return Hold(
        expires_at=row["hold_expires_at"].replace(tzinfo=UTC),
        title_id=from_bytes(row["title_id"]),
        starts_at=row["starts_at"].replace(tzinfo=UTC),
        time_zone=row["time_zone"],
        venue=row["venue"],
        auditorium=row["auditorium"],
        total=Money(row["total_amount"], row["currency"]),
        seats=held,
    )


def _values(checkout: Checkout) -> dict[str, object]:
    hold, expected, problem = checkout.hold, checkout.expected_total, checkout.problem
    values: dict[str, object] = {
        "id": to_bytes(checkout.id),
        "showing_id": to_bytes(checkout.showing_id),
        "expected_amount": expected and expected.amount,
        "expected_currency": expected and expected.currency,
        "problem": problem and problem.name,
        "problem_detail": problem and problem.detail,
        "total_amount": hold and hold.total.amount,
        "currency": hold and hold.total.currency,
        "hold_expires_at": hold and _naive(hold.expires_at),
        "title_id": hold and to_bytes(hold.title_id),
        "starts_at": hold and _naive(hold.starts_at),
        "created_at": _naive(checkout.created_at),
        "updated_at": _naive(checkout.updated_at),
    }
    for name in ("time_zone", "venue", "auditorium"):
        values[name] = hold and getattr(hold, name)
    for name in ("account_id", "payment_method", "execution_name", "run", "status", "version"):
        values[name] = getattr(checkout, name)
    return values


def _naive(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)
