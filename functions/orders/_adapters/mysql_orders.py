"""Orders and tickets in MySQL."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from chassis.ids import from_bytes, new_id, to_bytes
from orders._domain.checkout import Money
from orders._domain.order import Order, OrderId, Ticket
from orders._domain.refusals import OrderUnknown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from chassis.mysql import Database, Transaction

_COLUMNS = (
    "id, checkout_id, account_id, payment_id, showing_id, title_id, title, starts_at, time_zone, venue, auditorium,"
    " total_amount, currency, status, version, created_at, updated_at"
)
_INSERT = f"INSERT INTO orders ({_COLUMNS}) VALUES ({', '.join(['%s'] * 17)})"  # noqa: S608 - constants
_INSERT_TICKET = (
    "INSERT INTO tickets (id, order_id, seat_id, row_label, seat_number, category, amount, created_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
_NAME = "UPDATE orders SET title = %s, version = version + 1, updated_at = %s WHERE id = %s AND title IS NULL"
_READ = f"SELECT {_COLUMNS} FROM orders"  # noqa: S608
_TICKETS = (
    "SELECT id, seat_id, row_label, seat_number, category, amount FROM tickets"
    " WHERE order_id = %s ORDER BY row_label, seat_number"
)


def add(tx: Transaction, order: Order) -> None:
    """Store a new order with its tickets."""
    at, owner = order.created_at.replace(tzinfo=None), to_bytes(order.id)
    ids = (to_bytes(order.checkout_id), order.account_id, to_bytes(order.payment_id), to_bytes(order.showing_id))
    film = (to_bytes(order.title_id), order.title, order.starts_at.astimezone(UTC).replace(tzinfo=None))
    place = (order.time_zone, order.venue, order.auditorium)
    price = (order.total.amount, order.total.currency)
    tx.run(_INSERT, (owner, *ids, *film, *place, *price, "paid", order.version, at, at))
    seats = [(t.row, t.number, t.category, t.amount) for t in order.tickets]
    keys = [(to_bytes(t.id), owner, to_bytes(t.seat_id)) for t in order.tickets]
    tx.many(_INSERT_TICKET, [(*key, *seat, at) for key, seat in zip(keys, seats, strict=True)])


def id_of(tx: Transaction, checkout_id: str) -> OrderId | None:
    """The order that a checkout became."""
    row = tx.one("SELECT id FROM orders WHERE checkout_id = %s", (to_bytes(checkout_id),))
    return OrderId(from_bytes(row["id"])) if row else None


class Orders:
    """Reads, and names that came late."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, order_id: OrderId, account_id: str) -> Order:
        """One order of the account. Raises `OrderUnknown`."""
        with self._database.read() as tx:
            row = tx.one(f"{_READ} WHERE id = %s AND account_id = %s", (to_bytes(order_id), account_id))
            if row is None:
                raise OrderUnknown(f"there is no order {order_id}")
            return _order(tx, row)

    def page(self, account_id: str, before: str | None, limit: int) -> list[Order]:
        """At most `limit` orders of the account, newest first, older than the order `before`."""
        older, params = ("AND id < %s ", (to_bytes(before),)) if before else ("", ())
        with self._database.read() as tx:
            rows = tx.all(
                f"{_READ} WHERE account_id = %s {older}ORDER BY id DESC LIMIT %s", (account_id, *params, limit)
            )
            return [_order(tx, row) for row in rows]

    def nameless(self, since: datetime, limit: int) -> dict[OrderId, str]:
        """Title ids of orders without the film's name that were made since then: ids begin with their instant."""
        first = to_bytes(new_id(since))
        with self._database.read() as tx:
            rows = tx.all("SELECT id, title_id FROM orders WHERE id > %s AND title IS NULL LIMIT %s", (first, limit))
        return {OrderId(from_bytes(row["id"])): from_bytes(row["title_id"]) for row in rows}

    def name(self, order_id: OrderId, title: str, now: datetime) -> None:
        """Give an order that has none its film's name."""
        with self._database.transaction() as tx:
            tx.run(_NAME, (title, now.replace(tzinfo=None), to_bytes(order_id)))
            tx.save()

    def id_for(self, checkout_id: str) -> OrderId | None:
        """The order that a checkout became."""
        with self._database.read() as tx:
            return id_of(tx, checkout_id)


def _order(tx: Transaction, row: Mapping[str, Any]) -> Order:
    return Order(
        id=OrderId(from_bytes(row["id"])),
        checkout_id=from_bytes(row["checkout_id"]),
        account_id=row["account_id"],
        payment_id=from_bytes(row["payment_id"]),
        showing_id=from_bytes(row["showing_id"]),
        title_id=from_bytes(row["title_id"]),
        title=row["title"],
        starts_at=row["starts_at"].replace(tzinfo=UTC),
        time_zone=row["time_zone"],
        venue=row["venue"],
        auditorium=row["auditorium"],
        total=Money(row["total_amount"], row["currency"]),
        created_at=row["created_at"].replace(tzinfo=UTC),
        tickets=tuple(_ticket(each) for each in tx.all(_TICKETS, (row["id"],))),
        version=row["version"],
    )


def _ticket(row: Mapping[str, Any]) -> Ticket:
    seat = (row["row_label"], row["seat_number"], row["category"], row["amount"])
    return Ticket(from_bytes(row["id"]), from_bytes(row["seat_id"]), *seat)
