"""Seats, money and tickets through the whole path: bought, followed, refused, declined, undone, and told to others."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import clickhouse_connect
import kafka
import pytest

from checkouts import BAD_CARD, TERMINAL, House, assert_invariants, bought, build, buy, follow, insist, read, rows
from deployer import clients
from local_cloud import eventually

if TYPE_CHECKING:
    from local_cloud import Cloud


@pytest.fixture
def house(cloud: Cloud) -> House:
    return build(cloud)


def seat_states(cloud: Cloud, house: House) -> dict[str, str]:
    answer = cloud.http.get(f"/api/booking/showings/{house.showing_id}/seats")
    assert answer.status_code == 200, answer.text
    return {f"{seat['row']}{seat['number']}": seat["state"] for seat in answer.json()["items"]}


def order_of(cloud: Cloud, checkout: dict[str, Any]) -> dict[str, Any]:
    answer = cloud.http.get(f"/api/orders/orders/{checkout['order_id']}", headers=cloud.bearer("viewer"))
    assert answer.status_code == 200, answer.text
    order: dict[str, Any] = answer.json()
    return order


def test_a_buyer_of_a_seeded_showing_gets_tickets(cloud: Cloud) -> None:
    showings = cloud.http.get("/api/booking/showings", params={"limit": 100}).json()["items"]
    showing = next(each for each in showings[::-1] if each["venue"]["name"] == "Crème Palace")
    seats = cloud.http.get(f"/api/booking/showings/{showing['id']}/seats").json()["items"]
    free = [seat for seat in seats if seat["state"] == "free"][:2]
    total = {"amount": sum(seat["price"]["amount"] for seat in free), "currency": "EUR"}
    house = House(showing["id"], showing["title_id"], {})
    answer = buy(cloud, house, [seat["id"] for seat in free], expected_total=total)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/api/orders/checkouts/{answer.json()['id']}"
    checkout = follow(cloud, answer.json()["id"])
    assert (checkout["status"], checkout["total"], checkout["problem"]) == ("completed", total, None)
    order = order_of(cloud, checkout)
    film = cloud.http.get(f"/api/catalogue/titles/{showing['title_id']}").json()
    assert order["title"] == film["name"]
    assert {ticket["seat_id"] for ticket in order["tickets"]} == {seat["id"] for seat in free}
    assert all(ticket["code"].count(".") == 2 for ticket in order["tickets"])
    listed = cloud.http.get("/api/orders/orders", headers=cloud.bearer("viewer")).json()["items"]
    assert order["id"] in {each["id"] for each in listed}


def test_an_order_that_went_without_its_film_s_name_gets_it_later(cloud: Cloud) -> None:
    film = cloud.http.get("/api/catalogue/titles?limit=1").json()["items"][0]
    checkout = bought(cloud, build(cloud, title_id=film["id"]), "A1")
    stored = uuid.UUID(checkout["order_id"]).bytes
    rows(cloud, "UPDATE orders.orders SET title = NULL WHERE id = %s", stored)
    before = order_of(cloud, checkout)
    functions = cloud.aws("lambda")
    clients.invoke(functions, clients.function_of(functions, "orders.name_orders"), {})
    after = order_of(cloud, checkout)
    assert (before["title"], after["title"]) == (None, film["name"])


def test_bought_seats_are_sold_and_the_books_agree(cloud: Cloud, house: House) -> None:
    checkout = bought(cloud, house, "A1", "B1")
    assert (checkout["status"], checkout["total"]) == ("completed", {"amount": 2700, "currency": "EUR"})
    eventually(lambda: seat_states(cloud, house)["A1"] == "sold", 3, "the seat is sold at the edge")
    states = seat_states(cloud, house)
    assert sorted(name for name, state in states.items() if state != "free") == ["A1", "B1"]
    assert_invariants(cloud, house)


def test_an_order_s_event_reaches_kafka_and_its_rows_the_analytical_store(cloud: Cloud, house: House) -> None:
    checkout = bought(cloud, house, "A2")
    vault = cloud.aws("secretsmanager")
    password = vault.get_secret_value(SecretId="cdlc/local/clickhouse/insights")["SecretString"]
    clickhouse = clickhouse_connect.get_client(
        host=cloud.settings.host, port=cloud.settings.ports["clickhouse"], username="insights",
        password=password, database="insights", compress=False,
    )  # fmt: skip
    arrived = "SELECT status, total_amount FROM orders_checkouts WHERE id = %(id)s"

    def told() -> bool:
        return clickhouse.query(arrived, {"id": checkout["id"]}).result_rows == [("completed", 1200)]

    eventually(told, 15, "the checkout's row is in ClickHouse")
    sold = "SELECT count() FROM booking_seats_sold WHERE checkout_id = %(id)s"
    eventually(
        lambda: clickhouse.query(sold, {"id": checkout["id"]}).result_rows == [(1,)],
        15,
        "the sold seat is in ClickHouse",
    )
    consumer = kafka.KafkaConsumer(
        "cdlc.orders", bootstrap_servers=cloud.settings.address("kafka"), auto_offset_reset="earliest",
        consumer_timeout_ms=15_000,
    )  # fmt: skip
    try:
        assert any(record.key and record.key.decode() == checkout["order_id"] for record in consumer)
    finally:
        consumer.close()


@pytest.mark.parametrize("card", [BAD_CARD, "pm_card_chargeDeclinedInsufficientFunds"])
def test_a_declined_card_leaves_the_seats_free(cloud: Cloud, house: House, card: str) -> None:
    checkout = bought(cloud, house, "A1", payment_method=card)
    assert checkout["status"] == "declined"
    assert checkout["problem"]["type"] == "/problems/payment-declined"
    assert checkout["order_id"] is None
    assert_invariants(cloud, house)
    assert bought(cloud, house, "A1")["status"] == "completed"


def test_a_card_that_needs_its_holder_is_declined(cloud: Cloud, house: House) -> None:
    checkout = bought(cloud, house, "A1", payment_method="pm_card_authenticationRequired")
    assert (checkout["status"], checkout["problem"]["type"]) == ("declined", "/problems/authentication-required")
    assert_invariants(cloud, house)


def test_a_sold_seat_is_refused_and_takes_its_neighbour_along(cloud: Cloud, house: House) -> None:
    bought(cloud, house, "A1")
    checkout = bought(cloud, house, "A1", "A2")
    assert (checkout["status"], checkout["problem"]["type"]) == ("refused", "/problems/seats-taken")
    assert bought(cloud, house, "A2")["status"] == "completed"
    assert_invariants(cloud, house)


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ("an unknown seat", "seats-unknown"), ("an unknown showing", "showing-unknown"),
        ("a past showing", "showing-past"),
        ("too many seats", "too-many-seats"), ("another price", "price-changed"),
    ],
)  # fmt: skip
def test_what_cannot_be_sold_is_refused_by_name(cloud: Cloud, wrong: str, problem: str) -> None:
    house, more = build(cloud, per_row=6), {}
    seats = house.ids("A1")
    match wrong:
        case "an unknown seat":
            seats = [str(uuid.uuid4())]
        case "an unknown showing":
            house = House(str(uuid.uuid4()), house.title_id, house.seats)
        case "a past showing":
            house = build(cloud, starts_in=timedelta(seconds=-1))
            seats = house.ids("A1")
        case "too many seats":
            seats = list(house.seats.values())[:11]
        case "another price":
            more = {"expected_total": {"amount": 1, "currency": "EUR"}}
    answer = buy(cloud, house, seats, **more)
    assert answer.status_code == 202, answer.text
    checkout = follow(cloud, answer.json()["id"])
    assert (checkout["status"], checkout["problem"]["type"]) == ("refused", f"/problems/{problem}")
    assert_invariants(cloud, house)


def test_a_repeated_key_buys_once_and_with_another_body_is_422(cloud: Cloud, house: House) -> None:
    key = str(uuid.uuid4())
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: buy(cloud, house, house.ids("A1"), key), range(4)))
    assert {answer.status_code for answer in answers} <= {202, 409}
    again = buy(cloud, house, house.ids("A1"), key)
    assert again.headers["idempotency-replayed"] == "true"
    assert {answer.json()["id"] for answer in answers if answer.status_code == 202} == {again.json()["id"]}
    other = buy(cloud, house, house.ids("A2"), key)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert follow(cloud, again.json()["id"])["status"] == "completed"
    assert len(assert_invariants(cloud, house).checkouts) == 1


def test_somebody_else_s_checkout_and_order_are_not_found(cloud: Cloud, house: House) -> None:
    checkout = bought(cloud, house, "A1")
    for path in (f"checkouts/{checkout['id']}", f"orders/{checkout['order_id']}"):
        assert cloud.http.get(f"/api/orders/{path}", headers=cloud.bearer("operator")).status_code == 404
        assert cloud.http.get(f"/api/orders/{path}").status_code == 401


def test_two_hundred_buyers_for_fifty_seats_get_every_seat_once(cloud: Cloud) -> None:
    house = build(cloud, per_row=25)
    seats = list(house.seats.values())
    cloud.token("viewer")

    def rush(number: int) -> str:
        return insist(cloud, house, [seats[number % len(seats)]])

    with ThreadPoolExecutor(16) as pool:
        started = list(pool.map(rush, range(200)))
    ended = [follow(cloud, checkout, within=240) for checkout in started]
    books = assert_invariants(cloud, house)
    assert {checkout["status"] for checkout in ended} == {"completed", "refused"}
    assert len(books.checkouts) == 200
    assert sorted(seat for seat, _ in books.sales) == sorted(seats)


def test_a_checkout_can_be_followed(cloud: Cloud, house: House) -> None:
    answer = buy(cloud, house, house.ids("A1"))
    seen = [answer.json()["status"]]
    while seen[-1] not in TERMINAL:
        now = read(cloud, answer.json()["id"]).json()["status"]
        seen += [now] if now != seen[-1] else []
    assert seen[0] == "pending"
    assert seen in (["pending", "held", "completed"], ["pending", "completed"])
