"""Names by country, releases and certifications: list_*, replace_alternative_titles, replace_releases, and as parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.context_stores import Schema
    from integration.catalogue.lambda_calls import Answer

    Call = Callable[..., Answer]
    Add = Callable[..., dict[str, Any]]

NAMES = [
    {"country_code": "ES", "name": "Metrópolis", "kind": "alternative"},
    {"country_code": "DE", "name": "Metropolis (Arbeitstitel)", "kind": "working"},
    {"country_code": "ES", "name": "Metropolis", "kind": "festival"},
]
PREMIERE = {"type": "premiere", "release_date": "1927-01-10", "certification": "6", "note": "Ufa-Palast am Zoo"}
CINEMA = {"type": "theatrical", "release_date": "1927-03-13", "certification": None, "note": ""}

MARKS = {
    "BR": "L 6 10 12 14 16 18", "CA": "G PG 13+ 14A 16+ 18A 18+ R", "GB": "U PG 12A 12 15 18 R18",
    "IE": "G PG 12A 12 15A 15 16 18", "IT": "T 6+ 10+ 14+ 18+", "NZ": "G PG M RP13 R13 R15 RP16 R16 R18",
}  # fmt: skip
"""Countries whose marks changed since the first list, and one that has two of the same age; mildest first."""


def put(call: Call, title: dict[str, Any], items: Any, country: str = "DE", etag: str | None = None) -> Answer:
    path = {"title_id": title["id"], "country_code": country}
    return call("replace_releases", path=path, body={"items": items}, headers={"If-Match": etag or title["etag"]})


def put_names(call: Call, title: dict[str, Any], items: Any) -> Answer:
    headers = {"If-Match": title["etag"]}
    return call("replace_alternative_titles", path={"title_id": title["id"]}, body={"items": items}, headers=headers)


def test_alternative_titles_are_kept_in_their_order(call: Call, add: Add, schema: Schema) -> None:
    title = add()
    assert put_names(call, title, NAMES).json["items"] == NAMES
    listed = call("list_alternative_titles", path={"title_id": title["id"]})
    assert (listed.json["items"], listed.headers["etag"][:3]) == (NAMES, '"2-')
    change = call("list_title_changes", path={"title_id": title["id"]}).json["items"][0]["changes"]
    assert change == [{"field": "alternative_titles", "before": [], "after": NAMES}]
    assert schema.published(title["id"])[-1].data["changed"] == ["alternative_titles"]


@pytest.mark.parametrize(
    ("items", "pointer"),
    [
        ([NAMES[0], {**NAMES[0], "country_code": "ZZ"}], "/items/1/country_code"),
        ([{**NAMES[0], "kind": "nickname"}], "/items/0/kind"),
        ([{**NAMES[0], "name": " "}], "/items/0/name"),
        ([{**NAMES[0], "language": "es"}], "/items/0/language"),
        (NAMES * 20, "/items"),
    ],
)
def test_alternative_titles_that_break_a_rule_are_422(call: Call, add: Add, items: Any, pointer: str) -> None:
    title = add()
    answer = put_names(call, title, items)
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, pointer)
    assert call("list_alternative_titles", path={"title_id": title["id"]}).json["items"] == []


def test_releases_of_a_country_replace_that_countrys_only(call: Call, add: Add, schema: Schema) -> None:
    title = add()
    first = put(call, title, [CINEMA, PREMIERE])
    assert [each["type"] for each in first.json["items"]] == ["premiere", "theatrical"]
    second = put(call, title, [{**CINEMA, "certification": "PG-13"}], "US", first.headers["etag"])
    third = put(call, title, [PREMIERE], "DE", second.headers["etag"])
    listed = call("list_releases", path={"title_id": title["id"]})
    assert [(each["country_code"], each["type"]) for each in listed.json["items"]] == [
        ("DE", "premiere"), ("US", "theatrical"),
    ]  # fmt: skip
    emptied = put(call, title, [], "US", third.headers["etag"])
    assert [each["country_code"] for each in call("list_releases", path={"title_id": title["id"]}).json["items"]] == [
        "DE"
    ]
    again = put(call, title, [], "US", emptied.headers["etag"])
    assert again.headers["etag"] == emptied.headers["etag"]
    newest = call("list_title_changes", path={"title_id": title["id"]}).json["items"][0]["changes"]
    before = {**CINEMA, "country_code": "US", "certification": "PG-13"}
    assert newest == [{"field": "releases.US", "before": [before], "after": []}]
    assert schema.published(title["id"])[-1].data["changed"] == ["releases"]


@pytest.mark.parametrize(
    ("country", "item", "refusal"),
    [
        ("DE", {**PREMIERE, "certification": "PG-13"}, ("unknown-certification", "/items/0/certification")),
        ("AQ", PREMIERE, ("unknown-certification", "/items/0/certification")),
        ("ZZ", CINEMA, ("unknown-country", "/path/country_code")),
        ("de", CINEMA, ("invalid", "/path/country_code")),
        ("DE", {**CINEMA, "type": "streaming"}, ("invalid", "/items/0/type")),
        ("DE", {**CINEMA, "release_date": "1927-02-30"}, ("invalid", "/items/0/release_date")),
        ("DE", {**CINEMA, "release_date": "0001-01-01"}, ("invalid", "/items/0/release_date")),
        ("DE", {**CINEMA, "note": "x" * 256}, ("invalid", "/items/0/note")),
    ],
)
def test_a_release_that_breaks_a_rule_is_422(
    call: Call, add: Add, country: str, item: Any, refusal: tuple[str, str]
) -> None:
    answer = put(call, add(), [item], country)
    found = answer.json["type"].removeprefix("/problems/"), answer.json["errors"][0]["pointer"]
    assert (answer.status, found) == (422, refusal)


def test_a_type_comes_once_and_an_older_version_is_refused(call: Call, add: Add) -> None:
    title = add()
    assert put(call, title, [CINEMA, CINEMA]).json["errors"][0]["pointer"] == "/items"
    assert put(call, title, [CINEMA]).status == 200
    assert put(call, title, [PREMIERE]).json["type"] == "/problems/changed-meanwhile"


def test_certifications_come_mildest_first(call: Call) -> None:
    german = call("list_certifications", query={"country": "DE"}).json["items"]
    assert [each["code"] for each in german] == ["0", "6", "12", "16", "18"]
    everywhere = call("list_certifications", query={}).json["items"]
    assert all(each["meaning"] for each in everywhere)
    marks = {code: [each for each in everywhere if each["country_code"] == code] for code in MARKS}
    assert {code: " ".join(each["code"] for each in given) for code, given in marks.items()} == MARKS
    assert len({each["country_code"] for each in everywhere}) == 19
    assert all([each["position"] for each in given] == list(range(len(given))) for given in marks.values())
    assert call("list_certifications", query={"country": "AQ"}).json["items"] == []
    assert call("list_certifications", query={"country": "ZZ"}).json["errors"][0]["pointer"] == "/query/country"


def test_parts_are_appended_up_to_a_cap(call: Call, add: Add) -> None:
    title = add()
    put(call, title, [PREMIERE])
    query = {"append": "translations,alternative_titles,releases"}
    told = call("get_title", path={"title_id": title["id"]}, query=query).json
    assert (told["translations"], told["alternative_titles"]) == ([], [])
    assert told["releases"] == [{"country_code": "DE", **PREMIERE}]
    six = {"append": "credits,companies,countries,keywords,translations,releases"}
    refused = call("get_title", path={"title_id": title["id"]}, query=six)
    assert (refused.status, refused.json["type"]) == (422, "/problems/too-many-parts")
