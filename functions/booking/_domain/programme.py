"""A programme as an operator sends it: venues with their auditoriums' seat plans, and what is shown when."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import available_timezones

from booking._domain.refusals import ProgrammeRejected


@dataclass(frozen=True, slots=True)
class PlannedSeat:
    """A seat of a plan that has no id yet."""

    row: str
    number: int
    category: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class PlannedAuditorium:
    """An auditorium, known by its slug within the venue."""

    slug: str
    name: str
    seats: tuple[PlannedSeat, ...]


@dataclass(frozen=True, slots=True)
class PlannedVenue:
    """A venue, known by its slug."""

    slug: str
    name: str
    organisation_id: str
    time_zone: str
    auditoriums: tuple[PlannedAuditorium, ...]


@dataclass(frozen=True, slots=True)
class PlannedShowing:
    """What is shown where and when; known by auditorium and start."""

    venue: str
    auditorium: str
    title_id: str
    starts_at: datetime
    currency: str
    prices: Mapping[str, int]


def content_hash(seats: Iterable[PlannedSeat]) -> bytes:
    """SHA-256 of a plan: the same seats give the same hash in whatever order."""
    rows = sorted(tuple(asdict(seat).values()) for seat in seats)
    return hashlib.sha256(json.dumps(rows).encode()).digest()


def checked(venues: Iterable[PlannedVenue], showings: Iterable[PlannedShowing]) -> None:
    """Raise `ProgrammeRejected` where a plan or a showing contradicts itself or the rest."""
    categories: dict[tuple[str, str], set[str]] = {}
    for venue in venues:
        if venue.time_zone not in available_timezones():
            raise ProgrammeRejected(f"{venue.slug}: {venue.time_zone!r} is no IANA time zone")
        for auditorium in venue.auditoriums:
            _check_plan(auditorium)
            categories[venue.slug, auditorium.slug] = {seat.category for seat in auditorium.seats}
    for showing in showings:
        priced = categories.get((showing.venue, showing.auditorium))
        if priced is None:
            raise ProgrammeRejected(f"{showing.venue}/{showing.auditorium}: not among the auditoriums sent")
        if priced != set(showing.prices):
            raise ProgrammeRejected(f"{showing.venue}/{showing.auditorium}: give a price for each of {sorted(priced)}")


def _check_plan(auditorium: PlannedAuditorium) -> None:
    names = {(seat.row, seat.number) for seat in auditorium.seats}
    places = {(seat.x, seat.y) for seat in auditorium.seats}
    if not auditorium.seats or len(names) < len(auditorium.seats) or len(places) < len(auditorium.seats):
        raise ProgrammeRejected(f"{auditorium.slug}: a plan has seats, no two with one name or in one place")
