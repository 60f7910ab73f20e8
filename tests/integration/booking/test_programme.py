"""What is on: import_programme, and what list_showings, get_showing and list_seats say of it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from booking._domain.refusals import ProgrammeRejected
from chassis.ids import new_id
from integration.booking import houses
from integration.booking.houses import House, task

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.context_stores import Schema
    from integration.catalogue.lambda_calls import Answer

    Call = Callable[..., Answer]


def test_a_repeated_programme_adds_nothing(schema: Schema) -> None:
    sent = houses.programme(f"house-{uuid.uuid4().hex}", datetime.now(UTC) + timedelta(days=1))
    assert task("import_programme", sent) == {"plans": 1, "added": 1, "known": 0}
    seats = schema.number("SELECT COUNT(*) FROM seats")
    assert task("import_programme", sent) == {"plans": 0, "added": 0, "known": 1}
    assert schema.number("SELECT COUNT(*) FROM seats") == seats


def test_an_edited_plan_is_the_next_version_and_showings_keep_theirs(schema: Schema) -> None:
    slug, start = f"house-{uuid.uuid4().hex}", datetime.now(UTC) + timedelta(days=1)
    task("import_programme", houses.programme(slug, start, numbers=3))
    bigger = houses.programme(slug, start + timedelta(hours=3), numbers=4)
    assert task("import_programme", bigger) == {"plans": 1, "added": 1, "known": 0}
    rows = schema.rows(
        "SELECT p.version, (SELECT COUNT(*) FROM seats WHERE plan_id = p.id) AS seats FROM showings s"
        " JOIN seat_plans p ON p.id = s.plan_id JOIN auditoriums a ON a.id = s.auditorium_id"
        " JOIN venues v ON v.id = a.venue_id WHERE v.slug = %s ORDER BY s.starts_at",
        (slug,),
    )
    assert [(row["version"], row["seats"]) for row in rows] == [(1, 6), (2, 8)]


@pytest.mark.parametrize(
    "wrong", ["a price is missing", "two seats in one place", "no such zone", "no such auditorium"]
)
def test_a_programme_that_contradicts_itself_is_refused_whole(schema: Schema, wrong: str) -> None:
    slug = f"house-{uuid.uuid4().hex}"
    sent = houses.programme(slug, datetime.now(UTC) + timedelta(days=1))
    match wrong:
        case "a price is missing":
            sent["showings"][0]["prices"] = {"stalls": 1200}
        case "two seats in one place":
            sent["venues"][0]["auditoriums"][0]["seats"][1]["x"] = 1
        case "no such zone":
            sent["venues"][0]["time_zone"] = "Europe/Atlantis"
        case "no such auditorium":
            sent["showings"][0]["auditorium"] = "two"
    with pytest.raises(ProgrammeRejected):
        task("import_programme", sent)
    assert schema.number("SELECT COUNT(*) FROM venues WHERE slug = %s", (slug,)) == 0


def test_get_showing_says_where_when_and_for_how_much(call: Call, house: House) -> None:
    answer = call("get_showing", path={"showing_id": house.showing_id})
    assert answer.status == 200
    assert answer.json["title_id"] == house.title_id
    assert answer.json["time_zone"] == "Europe/Paris"
    assert answer.json["starts_at"].endswith("Z")
    prices = {each["category"]: each["price"] for each in answer.json["prices"]}
    assert prices == {name: {"amount": amount, "currency": "EUR"} for name, amount in houses.PRICES.items()}
    assert call("get_showing", path={"showing_id": new_id()}).status == 404


def test_list_showings_pages_through_a_title_s_showings_from_an_instant_on(call: Call) -> None:
    title, slug, start = new_id(), f"house-{uuid.uuid4().hex}", datetime.now(UTC) + timedelta(days=1)
    for hours in range(5):
        task("import_programme", houses.programme(slug, start + timedelta(hours=hours), title_id=title))
    since = (start + timedelta(hours=1)).isoformat()
    seen, cursor = [], None
    while cursor is not None or not seen:
        query = {"title_id": title, "from": since, "limit": "3", **({"cursor": cursor} if cursor else {})}
        page = call("list_showings", query=query)
        assert page.status == 200, page.json
        seen += [item["starts_at"] for item in page.json["items"]]
        cursor = page.json["next_cursor"]
    assert len(seen) == 4
    assert seen == sorted(set(seen))


def test_list_showings_leaves_out_what_has_begun_and_refuses_a_title_that_is_no_id(call: Call, schema: Schema) -> None:
    past = houses.build(schema, timedelta(minutes=-5))
    assert call("list_showings", query={"title_id": past.title_id}).json["items"] == []
    assert call("list_showings", query={"title_id": "metropolis"}).status == 422


def test_list_seats_tells_free_held_and_sold_apart(call: Call, house: House) -> None:
    task("hold_seats", house.asking("A1"))
    bought = house.asking("A2", "B2")
    task("hold_seats", bought)
    task("confirm_seats", bought)
    answer = call("list_seats", path={"showing_id": house.showing_id})
    seats = {f"{seat['row']}{seat['number']}": seat for seat in answer.json["items"]}
    assert {name: seat["state"] for name, seat in seats.items()} == {
        "A1": "held", "A2": "sold", "A3": "free", "B1": "free", "B2": "sold", "B3": "free",
    }  # fmt: skip
    assert seats["B1"]["price"] == {"amount": 1500, "currency": "EUR"}
    assert (seats["B3"]["x"], seats["B3"]["y"]) == (3, 1)


def test_get_health_and_get_openapi_answer(call: Call) -> None:
    assert call("get_health").json == {"status": "up", "stores": {"mysql": "up", "redis": "up"}}
    document = call("get_openapi").json
    assert set(document["paths"]) >= {"/showings", "/showings/{showing_id}", "/showings/{showing_id}/seats"}


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-11-22T20:00:00"])
def test_a_moment_that_utc_does_not_have_or_without_a_zone_is_422(call: Call, moment: str) -> None:
    answer = call("list_showings", query={"from": moment})
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, "/query/from")
