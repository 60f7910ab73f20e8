"""Buying seats through the local cloud: houses of a test's own, buyers, and the books of all who take part."""

from __future__ import annotations

import time
import uuid
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pymysql
import pytest
import redis

from deployer import clients
from engines import credentials

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from local_cloud import Cloud

TERMINAL = ("completed", "declined", "refused", "cancelled")
PRICES = {"stalls": 1200, "circle": 1500}
GOOD_CARD, BAD_CARD = "pm_card_visa", "pm_card_chargeDeclined"


@dataclass(frozen=True)
class House:
    """A showing of a test's own, in a house of its own; its seats' ids by their names (A1, B2, …)."""

    showing_id: str
    title_id: str
    seats: dict[str, str]

    def ids(self, *names: str) -> list[str]:
        return [self.seats[name] for name in names]


def build(cloud: Cloud, *, per_row: int = 3, starts_in: timedelta = timedelta(days=1), title_id: str = "") -> House:
    """Rows A (stalls) and B (circle) with `per_row` seats each, and one showing, by booking's own import."""
    slug, title = f"house-{uuid.uuid4().hex}", title_id or str(uuid.uuid4())
    plan = [
        {"row": row, "number": number, "category": "circle" if row == "B" else "stalls", "x": number, "y": y}
        for y, row in enumerate("AB")
        for number in range(1, per_row + 1)
    ]
    auditorium = {"slug": "one", "name": "One", "seats": plan}
    venue = {"slug": slug, "name": "A house", "organisation_id": str(uuid.uuid4()), "time_zone": "Europe/Paris"}
    start = (datetime.now(UTC) + starts_in).isoformat()
    showing = {
        "venue": slug, "auditorium": "one", "title_id": title, "starts_at": start, "currency": "EUR", "prices": PRICES
    }  # fmt: skip
    sent = {"venues": [{**venue, "auditoriums": [auditorium]}], "showings": [showing]}
    clients.invoke(cloud.aws("lambda"), f"cdlc-{cloud.settings.stage}-booking-import-programme", sent)
    found = rows(
        cloud,
        "SELECT s.id AS showing, e.id, e.row_label, e.seat_number FROM booking.venues v"
        " JOIN booking.auditoriums a ON a.venue_id = v.id JOIN booking.showings s ON s.auditorium_id = a.id"
        " JOIN booking.seats e ON e.plan_id = s.plan_id WHERE v.slug = %s",
        slug,
    )
    seats = {f"{row['row_label']}{row['seat_number']}": str(uuid.UUID(bytes=row["id"])) for row in found}
    return House(str(uuid.UUID(bytes=found[0]["showing"])), title, seats)


def rows(cloud: Cloud, sql: str, *params: object) -> list[dict[str, Any]]:
    """Rows of any schema, as root sees them."""
    settings = cloud.settings
    with (
        closing(
            pymysql.connect(
                host=settings.host, port=settings.ports["mysql"], user="root", autocommit=True,
                password=credentials.load(settings)["mysql_root"], cursorclass=pymysql.cursors.DictCursor,
            )
        ) as connection,
        connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def buy(cloud: Cloud, house: House, seats: Sequence[str], key: str = "", **more: Any) -> httpx.Response:
    """`POST /api/orders/checkouts` as the viewer."""
    body = {"showing_id": house.showing_id, "seat_ids": list(seats), "payment_method": GOOD_CARD, **more}
    headers = {**cloud.bearer("viewer"), "Idempotency-Key": key or str(uuid.uuid4())}
    return cloud.http.post("/api/orders/checkouts", json=body, headers=headers)


def insist(cloud: Cloud, house: House, seats: Sequence[str], key: str = "", within: float = 120, **more: Any) -> str:
    """Ask with one key until the checkout is accepted, as a client with an Idempotency-Key does; its id."""
    key, end, last = key or str(uuid.uuid4()), time.monotonic() + within, "no answer"
    while time.monotonic() < end:
        try:
            answer = buy(cloud, house, seats, key, **more)
            if answer.status_code == httpx.codes.ACCEPTED:
                return str(answer.json()["id"])
            last = answer.text
        except httpx.HTTPError as error:
            last = repr(error)
        time.sleep(0.2)
    pytest.fail(f"no checkout was accepted within {within} s; last seen: {last}")


def read(cloud: Cloud, checkout_id: str) -> httpx.Response:
    """`GET /api/orders/checkouts/{checkout_id}` as the viewer."""
    return cloud.http.get(f"/api/orders/checkouts/{checkout_id}", headers=cloud.bearer("viewer"))


def follow(cloud: Cloud, checkout_id: str, within: float = 60) -> dict[str, Any]:
    """Look until the checkout has ended; while an engine is down there may be no answer.

    It is looked for in the table, which costs the two cores less than an invocation per look, and then asked for.
    """
    end, last = time.monotonic() + within, "no answer"
    while time.monotonic() < end:
        try:
            last = _status(cloud, checkout_id)
            if last in TERMINAL:
                answer = read(cloud, checkout_id)
                last = answer.text
                if answer.status_code == httpx.codes.OK:
                    found: dict[str, Any] = answer.json()
                    return found
        except (httpx.HTTPError, pymysql.err.OperationalError) as error:
            last = repr(error)
        time.sleep(0.2)
    pytest.fail(f"checkout {checkout_id} has not ended within {within} s; last seen: {last}")


def _status(cloud: Cloud, checkout_id: str) -> str:
    found = rows(cloud, "SELECT status FROM orders.checkouts WHERE id = %s", uuid.UUID(checkout_id).bytes)
    return str(found[0]["status"])


def bought(cloud: Cloud, house: House, *names: str, **more: Any) -> dict[str, Any]:
    """Buy and follow to the end."""
    return follow(cloud, insist(cloud, house, house.ids(*names), **more))


def provider(cloud: Cloud) -> httpx.Client:
    """The payment provider, as its own console sees it."""
    key = credentials.load(cloud.settings)["payments"]
    address = f"http://{cloud.settings.address('payments')}"
    return httpx.Client(base_url=address, headers={"Authorization": f"Bearer {key}"})


class Books:
    """What orders, booking, payments and the payment provider say of one showing's checkouts."""

    def __init__(self, cloud: Cloud, house: House) -> None:
        self._cloud, showing = cloud, uuid.UUID(house.showing_id).bytes
        found = rows(cloud, "SELECT id, status, total_amount FROM orders.checkouts WHERE showing_id = %s", showing)
        self.checkouts = {_text(row["id"]): row["status"] for row in found}
        self.totals = {_text(row["id"]): row["total_amount"] for row in found}
        self.wanted = _grouped(
            rows(
                cloud,
                "SELECT s.checkout_id, s.seat_id FROM orders.checkout_seats s JOIN orders.checkouts c"
                " ON c.id = s.checkout_id WHERE c.showing_id = %s",
                showing,
            )
        )
        sold = rows(cloud, "SELECT checkout_id, seat_id FROM booking.seats_sold WHERE showing_id = %s", showing)
        self.sales = [(_text(row["seat_id"]), _text(row["checkout_id"])) for row in sold]
        self.sold = _grouped(sold)
        self.tickets = _grouped(
            rows(
                cloud,
                "SELECT o.checkout_id, t.seat_id FROM orders.orders o JOIN orders.tickets t ON t.order_id = o.id"
                " WHERE o.showing_id = %s",
                showing,
            )
        )
        with closing(redis.Redis(port=cloud.settings.ports["redis"], decode_responses=True)) as client:
            holds = client.hgetall(f"cdlc:booking:holds:{{{house.showing_id}}}")
        now = time.time() * 1000
        self.holds = {seat: hold for seat, hold in holds.items() if int(hold.partition(" ")[0]) > now}

    def money(self, checkout_id: str) -> int:
        """Minor units that the provider has taken for the checkout and not given back."""
        return sum(_kept(intent) for intent in self._intents(checkout_id))

    def reserved(self, checkout_id: str) -> bool:
        """Whether the provider still keeps money on a card for the checkout."""
        return any(intent["status"] == "requires_capture" for intent in self._intents(checkout_id))

    def _intents(self, checkout_id: str) -> list[dict[str, Any]]:
        asked = {"query": f"metadata['checkout_id']:'{checkout_id}'", "expand[]": "data.latest_charge"}
        with provider(self._cloud) as client:
            answer = client.get("/v1/payment_intents/search", params=asked)
        found: list[dict[str, Any]] = answer.raise_for_status().json()["data"]
        return found


def assert_invariants(cloud: Cloud, house: House) -> Books:
    """Everything has ended; every seat once; seats, tickets and money together or not at all; no hold left."""
    books = Books(cloud, house)
    assert set(books.checkouts.values()) <= set(TERMINAL), books.checkouts
    assert len({seat for seat, _ in books.sales}) == len(books.sales), "a seat was sold twice"
    for checkout, status in books.checkouts.items():
        done = status == "completed"
        assert books.sold.get(checkout, set()) == (books.wanted[checkout] if done else set()), (checkout, status)
        assert books.tickets.get(checkout, set()) == (books.wanted[checkout] if done else set()), (checkout, status)
        assert books.money(checkout) == (books.totals[checkout] if done else 0), (checkout, status)
        assert not books.reserved(checkout), (checkout, status)
    assert books.holds == {}
    return books


def _kept(intent: dict[str, Any]) -> int:
    """What was taken less what was given back; of a hold that was let go Stripe says `amount_refunded` too."""
    taken, charge = int(intent["amount_received"]), intent.get("latest_charge") or {}
    return taken - int(charge.get("amount_refunded", 0)) if taken else 0


def _grouped(found: Iterable[dict[str, Any]]) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = {}
    for row in found:
        groups.setdefault(_text(row["checkout_id"]), set()).add(_text(row["seat_id"]))
    return groups


def _text(stored: bytes) -> str:
    return str(uuid.UUID(bytes=stored))
