"""get_calendar, get_calendar_file, find_by_external_id."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from catalogue.get_calendar_file import handler as calendar_file
from integration.catalogue.lambda_calls import sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.lambda_calls import Answer

    Call = Callable[..., Answer]
    Add = Callable[..., dict[str, Any]]


def release(call: Call, title: dict[str, Any], country: str, *of: tuple[str, str]) -> None:
    items = [{"type": kind, "release_date": day} for day, kind in of]
    etag = call("get_title", path={"title_id": title["id"]}).headers["etag"]
    path = {"title_id": title["id"], "country_code": country}
    assert call("replace_releases", path=path, body={"items": items}, headers={"If-Match": etag}).status == 200


def year(country: str, number: int, **more: str) -> dict[str, str]:
    return {"country": country, "from": f"{number}-01-01", "to": f"{number}-12-31", **more}


def seen(answer: Answer) -> list[tuple[str, str, str]]:
    assert answer.status == 200, answer.json
    return [(each["release_date"], each["name"], each["type"]) for each in answer.json["items"]]


def test_releases_of_a_country_come_by_day_and_by_type_or_kind(call: Call, add: Add) -> None:
    film, series = add(name="Film"), add(name="Series", kind="series")
    release(call, film, "FR", ("1931-05-04", "theatrical"), ("1931-05-01", "premiere"), ("1932-01-01", "digital"))
    release(call, film, "BE", ("1931-05-02", "theatrical"))
    release(call, series, "FR", ("1931-05-02", "tv"))
    premiere, tv = ("1931-05-01", "Film", "premiere"), ("1931-05-02", "Series", "tv")
    theatrical = ("1931-05-04", "Film", "theatrical")
    assert seen(call("get_calendar", query=year("FR", 1931))) == [premiere, tv, theatrical]
    assert seen(call("get_calendar", query=year("FR", 1931, type="premiere"))) == [premiere]
    assert seen(call("get_calendar", query=year("FR", 1931, kind="series"))) == [tv]
    etag = call("get_title", path={"title_id": film["id"]}).headers["etag"]
    call("remove_title", path={"title_id": film["id"]}, headers={"If-Match": etag})
    assert seen(call("get_calendar", query=year("FR", 1931))) == [tv]


def test_the_day_of_an_episode_is_its_tv_release_where_its_series_was_made(call: Call, add: Add) -> None:
    series = add(name="Serial", kind="series", country_codes=["DK", "SE"])
    season = add(name="One", kind="season", parent_id=series["id"], number=2)
    episode = add(name="Pilot", kind="episode", parent_id=season["id"], number=3, release_date="1941-02-03")
    answer = call("get_calendar", query=year("DK", 1941))
    assert seen(answer) == [("1941-02-03", "Pilot", "tv")]
    item = answer.json["items"][0]
    assert (item["series_name"], item["season_number"], item["number"]) == ("Serial", 2, 3)
    assert seen(call("get_calendar", query=year("NO", 1941))) == []
    assert seen(call("get_calendar", query=year("DK", 1941, type="digital"))) == []
    release(call, episode, "DK", ("1941-09-09", "tv"))
    assert seen(call("get_calendar", query=year("DK", 1941))) == [("1941-09-09", "Pilot", "tv")]
    assert seen(call("get_calendar", query=year("SE", 1941))) == [("1941-02-03", "Pilot", "tv")]


def test_cursors_stay_right_while_releases_and_episodes_come_in(call: Call, add: Add) -> None:
    film, later = add(name="F"), add(name="L")
    series = add(name="S", kind="series", country_codes=["IT"])
    season = add(name="1", kind="season", parent_id=series["id"], number=1)
    for number in (1, 2, 3):
        add(name=f"E{number}", kind="episode", parent_id=season["id"], number=number, release_date="1951-03-03")
    release(call, film, "IT", ("1951-03-03", "premiere"), ("1951-03-03", "theatrical"), ("1951-08-01", "digital"))
    before = seen(call("get_calendar", query=year("IT", 1951)))
    assert len(before) == 6
    found, cursor, round_ = list[tuple[str, str, str]](), dict[str, str](), 0
    while True:
        page = call("get_calendar", query=year("IT", 1951, limit="1", **cursor))
        found += seen(page)
        if not page.json["next_cursor"]:
            break
        cursor, round_ = {"cursor": page.json["next_cursor"]}, round_ + 1
        if round_ == 2:  # behind, at and before the position
            release(call, later, "IT", ("1951-01-01", "premiere"), ("1951-03-03", "tv"), ("1951-12-01", "physical"))
            add(name="E4", kind="episode", parent_id=season["id"], number=4, release_date="1951-02-02")
    assert len(set(found)) == len(found)
    assert [each for each in found if each in before] == before
    assert found[-1] == ("1951-12-01", "L", "physical")
    assert ("1951-01-01", "L", "premiere") not in found


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({}, "/query/country"),
        ({"country": "de"}, "/query/country"),
        ({"country": "DE", "from": "1950-02-30"}, "/query/from"),
        ({"country": "DE", "from": "1950-01-02", "to": "1950-01-01"}, "/query/to"),
        ({"country": "DE", "from": "1950-01-01", "to": "1951-01-02"}, "/query/to"),
        ({"country": "DE", "type": "streaming"}, "/query/type"),
        ({"country": "DE", "kind": "person"}, "/query/kind"),
        ({"country": "DE", "until": "1950-01-01"}, "/query/until"),
    ],
)
def test_a_calendar_that_cannot_be_is_422(call: Call, query: dict[str, str], pointer: str) -> None:
    for operation in ("get_calendar", "get_calendar_file"):
        answer = call(operation, query=query)
        assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, pointer), answer.json


def test_a_cursor_belongs_to_its_calendar(call: Call, add: Add) -> None:
    release(call, add(), "ES", ("1961-01-01", "tv"), ("1961-01-02", "digital"))
    cursor = call("get_calendar", query=year("ES", 1961, limit="1")).json["next_cursor"]
    moved = call("get_calendar", query=year("PT", 1961, cursor=cursor))
    assert (moved.status, moved.json["type"]) == (422, "/problems/cursor-invalid")


def test_the_file_has_an_event_for_each_release(call: Call, add: Add) -> None:
    title = add(name="Nosferatu, eine Symphonie; des Grauens")
    release(call, title, "DE", ("1971-03-04", "premiere"))
    event = sample("catalogue", "get_calendar_file")
    event["multiValueQueryStringParameters"] = {name: [each] for name, each in year("DE", 1971).items()}
    answer = calendar_file(event, None)
    assert answer["multiValueHeaders"]["Content-Type"] == ["text/calendar; charset=utf-8"]
    lines = answer["body"].split("\r\n")
    assert f"UID:{title['id']}-DE-premiere@cdlc" in lines
    assert r"SUMMARY:Nosferatu\, eine Symphonie\; des Grauens" in lines
    assert lines.count("BEGIN:VEVENT") == 1


def test_an_id_of_another_system_leads_to_its_title_person_or_company(call: Call, add: Add) -> None:
    imdb, tmdb = f"tt{uuid.uuid4().hex[:9]}", str(uuid.uuid4().int % 10**9 + 1)
    title = add(name="Found", external_ids={"imdb": imdb, "tmdb": tmdb})
    body = {"name": "Somebody", "external_ids": {"imdb": f"nm{imdb[2:]}", "tmdb": tmdb}}
    person = call("add_person", body=body, headers={"Idempotency-Key": str(uuid.uuid4())})
    assert person.status == 201, person.json
    to_title = {"kind": "title", "id": title["id"], "name": "Found", "path": f"/api/catalogue/titles/{title['id']}"}
    assert call("find_by_external_id", query={"source": "imdb", "id": imdb}).json == to_title
    assert call("find_by_external_id", query={"source": "tmdb", "id": tmdb}).json == to_title
    who = call("find_by_external_id", query={"source": "imdb", "id": f"nm{imdb[2:]}"}).json
    assert (who["kind"], who["id"]) == ("person", person.json["id"])
    by_number = call("find_by_external_id", query={"source": "tmdb", "id": tmdb, "kind": "person"}).json
    assert by_number == who
    body = {"name": "Some Films", "external_ids": {"tmdb": tmdb}}
    company = call("add_company", body=body, headers={"Idempotency-Key": str(uuid.uuid4())}).json
    made_by = call("find_by_external_id", query={"source": "tmdb", "id": tmdb, "kind": "company"}).json
    assert (made_by["id"], made_by["path"]) == (company["id"], f"/api/catalogue/companies/{company['id']}")
    call("remove_title", path={"title_id": title["id"]}, headers={"If-Match": title["etag"]})
    assert call("find_by_external_id", query={"source": "imdb", "id": imdb}).status == 410


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"source": "imdb", "id": "tt-none"}, 404),
        ({"source": "tmdb", "id": "9" * 30, "kind": "person"}, 404),
        ({"source": "tmdb", "id": "007x"}, 404),
        ({"source": "IMDb", "id": "tt1"}, 422),
        ({"source": "imdb", "id": "two words"}, 422),
        ({"source": "imdb"}, 422),
        ({"source": "imdb", "id": "tt1", "kind": "genre"}, 422),
    ],
)
def test_what_nothing_carries_is_404_by_name_and_what_is_no_id_422(
    call: Call, query: dict[str, str], status: int
) -> None:
    answer = call("find_by_external_id", query=query)
    assert answer.status == status
    assert answer.json["type"] == ("/problems/external-id-not-found" if status == 404 else "/problems/invalid")
