"""Showings and seat plans in MySQL, read."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from booking._domain.refusals import ShowingUnknown
from booking._domain.seating import Place, Seat, SeatId, Showing, ShowingId
from chassis.ids import from_bytes, to_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from chassis.mysql import Database, Transaction

_SHOWINGS = """
SELECT s.id, s.title_id, s.plan_id, s.starts_at, s.time_zone, s.currency, s.version,
  v.id AS venue_id, v.name AS venue, a.id AS auditorium_id, a.name AS auditorium
FROM showings s JOIN auditoriums a ON a.id = s.auditorium_id JOIN venues v ON v.id = a.venue_id
"""
_PAGE = "WHERE (s.starts_at, s.id) > (%(start)s, %(after)s) AND s.starts_at >= %(start)s"
_SEATS = "SELECT id, row_label, seat_number, category, x, y FROM seats WHERE plan_id = %s"
_NO_ID = bytes(16)


class Showings:
    """Reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, showing_id: ShowingId) -> Showing:
        """One showing. Raises `ShowingUnknown`."""
        with self._database.read() as tx:
            found = _showings(tx, f"{_SHOWINGS} WHERE s.id = %s", (to_bytes(showing_id),))
        if not found:
            raise ShowingUnknown(f"there is no showing {showing_id}")
        return found[0]

    def plan(self, plan_id: str, only: Sequence[SeatId] = ()) -> list[Seat]:
        """The plan's seats, row by row; `only` some of them where given."""
        sql = f"{_SEATS} AND id IN %s" if only else _SEATS
        params = (to_bytes(plan_id), tuple(to_bytes(seat) for seat in only)) if only else (to_bytes(plan_id),)
        with self._database.read() as tx:
            rows = tx.all(f"{sql} ORDER BY y, x", params)
        return [
            Seat(SeatId(from_bytes(r["id"])), r["row_label"], r["seat_number"], r["category"], r["x"], r["y"])
            for r in rows
        ]

    def page(
        self, title_id: str | None, since: datetime, after: tuple[datetime, str] | None, limit: int
    ) -> list[Showing]:
        """At most `limit` showings that start at `since` or later, after the position given, in order of start."""
        start, last = after or (since, None)
        only = " AND s.title_id = %(title)s" if title_id else ""
        sql = f"{_SHOWINGS}{_PAGE}{only} ORDER BY s.starts_at, s.id LIMIT %(limit)s"
        told = {
            "start": _naive(start),
            "after": to_bytes(last) if last else _NO_ID,
            "title": to_bytes(title_id) if title_id else None,
            "limit": limit,
        }
        with self._database.read() as tx:
            return _showings(tx, sql, told)


def _showings(tx: Transaction, sql: str, params: Any) -> list[Showing]:
    rows = tx.all(sql, params)
    prices: dict[bytes, dict[str, int]] = {row["id"]: {} for row in rows}
    asked = "SELECT showing_id, category, amount FROM showing_prices WHERE showing_id IN %s ORDER BY amount, category"
    for price in tx.all(asked, (tuple(prices),)) if prices else []:
        prices[price["showing_id"]][price["category"]] = price["amount"]
    return [_showing(row, prices[row["id"]]) for row in rows]


def _showing(row: dict[str, Any], prices: dict[str, int]) -> Showing:
    return Showing(
        id=ShowingId(from_bytes(row["id"])),
        title_id=from_bytes(row["title_id"]),
        venue=Place(from_bytes(row["venue_id"]), row["venue"]),
        auditorium=Place(from_bytes(row["auditorium_id"]), row["auditorium"]),
        plan_id=from_bytes(row["plan_id"]),
        starts_at=row["starts_at"].replace(tzinfo=UTC),
        time_zone=row["time_zone"],
        currency=row["currency"],
        prices=prices,
        version=row["version"],
    )


def _naive(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)
