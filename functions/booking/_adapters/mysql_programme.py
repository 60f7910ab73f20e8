"""The programme in MySQL, written: a repeated import adds nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from booking._domain.programme import content_hash
from chassis.ids import new_id, to_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from booking._domain.programme import PlannedAuditorium, PlannedShowing, PlannedVenue
    from chassis.mysql import Database, Transaction

_VENUE = (
    "INSERT INTO venues (id, organisation_id, slug, name, time_zone, created_at, updated_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
    " ON DUPLICATE KEY UPDATE name = VALUES(name), time_zone = VALUES(time_zone), updated_at = VALUES(updated_at)"
)
_AUDITORIUM = (
    "INSERT INTO auditoriums (id, venue_id, slug, name, created_at, updated_at) VALUES (%s, %s, %s, %s, %s, %s)"
    " ON DUPLICATE KEY UPDATE name = VALUES(name), updated_at = VALUES(updated_at)"
)
_NEWEST = "SELECT id, version, content_hash FROM seat_plans WHERE auditorium_id = %s ORDER BY version DESC LIMIT 1"
_PLAN = "INSERT INTO seat_plans (id, auditorium_id, version, content_hash, created_at) VALUES (%s, %s, %s, %s, %s)"
_SEAT = "INSERT INTO seats (id, plan_id, row_label, seat_number, category, x, y) VALUES (%s, %s, %s, %s, %s, %s, %s)"
_SHOWING = (
    "INSERT IGNORE INTO showings (id, title_id, auditorium_id, plan_id, starts_at, time_zone, currency, version,"
    " created_at, updated_at) VALUES (%s, %s, %s, %s, %s, %s, %s, 1, %s, %s)"
)
_PRICE = "INSERT INTO showing_prices (showing_id, category, amount) VALUES (%s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Stored:
    """How many plans and showings were new, and how many showings were known already."""

    plans: int
    added: int
    known: int


@dataclass(frozen=True, slots=True)
class _Home:
    """Where a showing takes place."""

    auditorium: bytes
    plan: bytes
    time_zone: str


class Programme:
    """Stores programmes. A showing that is known stays as it went on sale."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def store(self, venues: Sequence[PlannedVenue], showings: Sequence[PlannedShowing], now: datetime) -> Stored:
        """Store what is new in one transaction."""
        return self._database.retry(lambda: self._store(venues, showings, now))

    def _store(self, venues: Sequence[PlannedVenue], showings: Sequence[PlannedShowing], now: datetime) -> Stored:
        at, plans, homes = now.replace(tzinfo=None), 0, dict[tuple[str, str], _Home]()
        with self._database.transaction() as tx:
            for venue in venues:
                owner = _venue(tx, venue, at)
                for auditorium in venue.auditoriums:
                    place = _auditorium(tx, owner, auditorium, at)
                    plan, new = _plan(tx, place, auditorium, at)
                    plans += new
                    homes[venue.slug, auditorium.slug] = _Home(place, plan, venue.time_zone)
            added = sum(_showing(tx, each, homes[each.venue, each.auditorium], at) for each in showings)
            tx.save()
        return Stored(plans, added, len(showings) - added)


def _venue(tx: Transaction, venue: PlannedVenue, at: datetime) -> bytes:
    row = (_new(at), to_bytes(venue.organisation_id), venue.slug, venue.name, venue.time_zone, at, at)
    tx.run(_VENUE, row)
    return _id(tx, "SELECT id FROM venues WHERE slug = %s", venue.slug)


def _auditorium(tx: Transaction, venue: bytes, auditorium: PlannedAuditorium, at: datetime) -> bytes:
    tx.run(_AUDITORIUM, (_new(at), venue, auditorium.slug, auditorium.name, at, at))
    return _id(tx, "SELECT id FROM auditoriums WHERE venue_id = %s AND slug = %s", venue, auditorium.slug)


def _plan(tx: Transaction, auditorium: bytes, planned: PlannedAuditorium, at: datetime) -> tuple[bytes, bool]:
    """The auditorium's plan with exactly these seats: the newest, or one more version. Whether it is new."""
    newest, wanted = tx.one(_NEWEST, (auditorium,)), content_hash(planned.seats)
    if newest is not None and newest["content_hash"] == wanted:
        return newest["id"], False
    plan = _new(at)
    tx.run(_PLAN, (plan, auditorium, newest["version"] + 1 if newest else 1, wanted, at))
    tx.many(_SEAT, [(_new(at), plan, s.row, s.number, s.category, s.x, s.y) for s in planned.seats])
    return plan, True


def _showing(tx: Transaction, showing: PlannedShowing, home: _Home, at: datetime) -> bool:
    showing_id, starts_at = _new(at), showing.starts_at.astimezone(UTC).replace(tzinfo=None)
    place = (to_bytes(showing.title_id), home.auditorium, home.plan)
    if not tx.run(_SHOWING, (showing_id, *place, starts_at, home.time_zone, showing.currency, at, at)):
        return False
    tx.many(_PRICE, [(showing_id, category, amount) for category, amount in showing.prices.items()])
    return True


def _new(at: datetime) -> bytes:
    return to_bytes(new_id(at.replace(tzinfo=UTC)))


def _id(tx: Transaction, sql: str, *params: object) -> bytes:
    row = tx.one(sql, params)
    if row is None:
        raise LookupError(f"{sql}: stored a moment ago, gone now")
    return bytes(row["id"])
