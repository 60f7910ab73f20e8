"""Payments and their book in MySQL."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC
from typing import TYPE_CHECKING, Any

from chassis.ids import from_bytes, to_bytes
from payments._domain.facts import facts
from payments._domain.payment import DOING, CheckoutId, Money, Payment, PaymentId
from payments._domain.refusals import PaymentNotFound

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from chassis.mysql import Database, Transaction
    from payments._domain.payment import Change

_COLUMNS = (
    "id, checkout_id, account_id, amount, currency, payment_method, intent_id, status, decline_code, version,"
    " created_at, updated_at"
)
_SELECT = f"SELECT {_COLUMNS} FROM payments"  # noqa: S608 - constants
# The first row of a checkout stays: a doubled or late request finds it.
_ADD = f"INSERT IGNORE INTO payments ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608
_INTEND = (
    "UPDATE payments SET intent_id = %s WHERE id = %s AND status = 'authorizing'"
    " AND (intent_id IS NULL OR intent_id = %s)"
)
_STORE = "UPDATE payments SET status = %s, decline_code = %s, version = %s, updated_at = %s WHERE id = %s"
_ENTER = (
    "INSERT INTO ledger_entries (payment_id, movement, account, amount, currency, created_at)"
    " VALUES (%s, %s, %s, %s, %s, %s)"
)


class Payments:
    """Reads payments and opens transactions on one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def first(self, wanted: Payment) -> Payment:
        """The checkout's payment: `wanted`, unless there is one already."""
        found = self.of_checkout(wanted.checkout_id)
        if found is not None:
            return found
        with self._database.transaction() as tx:
            tx.run(_ADD, _row(wanted))
            tx.save()
        stored = self.of_checkout(wanted.checkout_id)
        if stored is None:
            raise PaymentNotFound(f"the payment of checkout {wanted.checkout_id} is gone")
        return stored

    def of_checkout(self, checkout_id: CheckoutId) -> Payment | None:
        """The checkout's payment, if it has one."""
        with self._database.read() as tx:
            row = tx.one(f"{_SELECT} WHERE checkout_id = %s", (to_bytes(checkout_id),))
        return _payment(row) if row else None

    def read(self, payment_id: PaymentId) -> Payment:
        """Raises `PaymentNotFound`."""
        with self._database.read() as tx:
            return _load(tx, payment_id)

    def intend(self, payment: Payment, intent_id: str) -> Payment:
        """Remember the provider's intent, unless the payment was released meanwhile; the payment as it is then."""
        with self._database.transaction() as tx:
            tx.run(_INTEND, (intent_id, to_bytes(payment.id), intent_id))
            after = _load(tx, payment.id)
            tx.save()
        return after

    def unfinished(self, before: datetime, limit: int) -> list[Payment]:
        """Payments that have been on their way since before an instant, the oldest first."""
        with self._database.read() as tx:
            sql = f"{_SELECT} WHERE status IN %s AND updated_at < %s ORDER BY updated_at LIMIT %s"
            return [_payment(row) for row in tx.all(sql, (DOING, before.replace(tzinfo=None), limit))]

    @contextmanager
    def locked(self, payment_id: PaymentId) -> Iterator[OpenPayment]:
        """The payment, kept from concurrent writers until the end; it rolls back unless saved."""
        with self._database.transaction() as tx:
            yield OpenPayment(tx, _load(tx, payment_id, " FOR UPDATE"))


class OpenPayment:
    """One payment within a transaction."""

    def __init__(self, tx: Transaction, payment: Payment) -> None:
        self._tx, self.payment = tx, payment

    def recorded(self) -> set[str]:
        """The movements that the book has of it."""
        sql = "SELECT DISTINCT movement FROM ledger_entries WHERE payment_id = %s"
        return {row["movement"] for row in self._tx.all(sql, (to_bytes(self.payment.id),))}

    def save(self, change: Change) -> Payment:
        """Store what changed, with its entries and events, and commit; the payment after it."""
        after = change.after
        if change.before != after:
            at, key = after.updated_at.replace(tzinfo=None), to_bytes(after.id)
            self._tx.run(_STORE, (after.status, after.decline_code, after.version, at, key))
            self._tx.many(_ENTER, list(_entries(change)))
        self._tx.save(*facts(change))
        return after


def _entries(change: Change) -> Iterator[tuple[object, ...]]:
    key, at = to_bytes(change.after.id), change.after.updated_at.replace(tzinfo=None)
    currency = change.after.money.currency if change.after.money else ""
    for movement in change.movements:
        for account, amount in movement.entries.items():
            yield key, movement.kind, account, amount, currency, at


def _load(tx: Transaction, payment_id: PaymentId, lock: str = "") -> Payment:
    row = tx.one(f"{_SELECT} WHERE id = %s{lock}", (to_bytes(payment_id),))
    if row is None:
        raise PaymentNotFound(f"there is no payment {payment_id}")
    return _payment(row)


def _row(payment: Payment) -> tuple[object, ...]:
    amount, currency = (payment.money.amount, payment.money.currency) if payment.money else (None, None)
    return (
        to_bytes(payment.id), to_bytes(payment.checkout_id), payment.account_id, amount, currency, payment.method,
        payment.intent_id, payment.status, payment.decline_code, payment.version,
        payment.created_at.replace(tzinfo=None), payment.updated_at.replace(tzinfo=None),
    )  # fmt: skip


def _payment(row: Mapping[str, Any]) -> Payment:
    return Payment(
        id=PaymentId(from_bytes(row["id"])),
        checkout_id=CheckoutId(from_bytes(row["checkout_id"])),
        account_id=row["account_id"],
        money=None if row["amount"] is None else Money(row["amount"], row["currency"]),
        method=row["payment_method"],
        intent_id=row["intent_id"],
        status=row["status"],
        decline_code=row["decline_code"],
        version=row["version"],
        created_at=row["created_at"].replace(tzinfo=UTC),
        updated_at=row["updated_at"].replace(tzinfo=UTC),
    )
