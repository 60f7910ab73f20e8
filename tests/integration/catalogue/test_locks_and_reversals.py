"""lock_title_field, unlock_title_field, revert_title_change, get_title_provenance on MariaDB, beside imports."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from catalogue.import_links import handler as import_links
from catalogue.import_records import handler as import_records
from catalogue.import_titles import handler as import_titles
from integration.catalogue.editors import Editor, kind_of, pointers
from integration.catalogue.films import again, cast, film, number, person
from integration.catalogue.test_proposals import change, proposed, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema

    Add = Callable[..., dict[str, Any]]


@pytest.fixture
def viewer() -> Editor:
    return Editor("propose")


@pytest.fixture
def curator() -> Editor:
    return Editor("review")


def locked(call: Call, curator: Editor, title: dict[str, Any], *fields: str) -> None:
    for field in fields:
        answer = curator.lock(title, field, read(call, title)["etag"])
        assert answer.status == 200, answer.json


def versions(call: Call, title: dict[str, Any]) -> list[Any]:
    return list(call("list_title_changes", path={"title_id": title["id"]}, query={"limit": "100"}).json["items"])


def provenance(curator: Editor, title: dict[str, Any]) -> dict[str, Any]:
    answer = curator("get_title_provenance", title_id=title["id"])
    assert answer.status == 200, answer.json
    return {each["field"]: each for each in answer.json["fields"]}


def test_a_locked_field_is_changed_by_nobody_until_it_is_unlocked(
    call: Call, add: Add, viewer: Editor, curator: Editor
) -> None:
    title = add(overview="settled", tagline="before")
    before = proposed(viewer, title, overview="disputed", tagline="after")
    made = curator.lock(title, "overview", title["etag"], "agreed in May")
    assert (made.status, made.json["reason"], made.json["locked_by"]) == (200, "agreed in May", curator.sub)
    for refused in (
        call(
            "change_title",
            path={"title_id": title["id"]},
            body={"overview": "x"},
            headers={"If-Match": made.headers["etag"]},
        ),
        curator.accept(before),
    ):
        assert (kind_of(refused), pointers(refused)) == ((409, "field-locked"), ["/overview"])
        assert refused.json["errors"][0]["detail"] == "agreed in May"
    late = viewer.propose(title, overview="disputed", tagline="after")
    assert (kind_of(late), pointers(late)) == ((409, "field-locked"), ["/patch/overview"])
    assert curator.read(before).json["diff"][0]["locked"] is True
    assert curator.accept(before, "tagline").status == 200
    assert (read(call, title)["overview"], read(call, title)["tagline"]) == ("settled", "after")
    assert curator.unlock(title, "overview", read(call, title)["etag"]).status == 204
    change(call, title, overview="anew")
    told = [each["changes"][0] for each in versions(call, title) if each["changes"][0]["field"].startswith("locks.")]
    assert told == [
        {"field": "locks.overview", "before": "agreed in May", "after": None},
        {"field": "locks.overview", "before": None, "after": "agreed in May"},
    ]


def test_a_lock_asks_for_the_title_s_etag_a_reason_and_a_field_that_there_is(
    call: Call, add: Add, curator: Editor
) -> None:
    title = add()
    change(call, title, tagline="meanwhile")
    assert kind_of(curator.lock(title, "name", title["etag"])) == (412, "changed-meanwhile")
    etag = read(call, title)["etag"]
    assert pointers(curator.lock(title, "name", etag, " ")) == ["/reason"]
    assert pointers(curator.lock(title, "colour", etag)) == ["/path/field"]
    assert kind_of(curator.unlock(title, "name", etag)) == (404, "lock-not-found")
    first = curator.lock(title, "name", etag, "why")
    again_ = curator.lock(title, "name", first.headers["etag"], "why")
    assert again_.headers["etag"] == first.headers["etag"]
    other = curator.lock(title, "name", first.headers["etag"], "why else")
    assert (other.json["reason"], other.headers["etag"][:3]) == ("why else", '"4-')


def test_a_locked_part_keeps_its_entries(call: Call, add: Add, curator: Editor) -> None:
    title = add()
    locked(call, curator, title, "translations")
    headers = {"If-Match": read(call, title)["etag"]}
    path = {"title_id": title["id"], "language": "fr"}
    refused = call("put_translation", path=path, body={"name": "Nom"}, headers=headers)
    assert (kind_of(refused), pointers(refused)) == ((409, "field-locked"), ["/translations"])
    assert call("list_translations", path={"title_id": title["id"]}).json["items"] == []


def test_an_import_of_a_changed_row_leaves_locked_fields_alone(call: Call, curator: Editor, schema: Schema) -> None:
    ann, bob = person("Ann"), person("Bob")
    row = film(runtime="90", tagline="theirs", cast=[cast(ann)], keywords=[{"id": 1, "name": "rain"}])
    import_titles({"rows": [row]}, None)
    title = {"id": by_number(schema, row["movie"]["id"])}
    change(call, title, tagline="ours")
    locked(call, curator, title, "tagline", "genres", "credits", "keywords")
    later = again(
        row, runtime="95", tagline="theirs again", genres=[{"id": 35, "name": "Comedy"}],
        keywords=[{"id": 2, "name": "snow"}], cast=[cast(bob)],
    )  # fmt: skip
    assert import_titles({"rows": [later]}, None)["changed"] == 1
    now = call("get_title", path={"title_id": title["id"]}, query={"append": "credits,keywords"}).json
    assert (now["runtime_minutes"], now["tagline"], now["genres"]) == (95, "ours", ["drama"])
    assert ([each["name"] for each in now["credits"]["cast"]], now["keywords"]) == (["Ann"], ["rain"])
    event = schema.published(title["id"])[-1]
    assert (event.data["changed"], event.data["keywords"]) == (["runtime_minutes"], ["rain"])
    present = f'"{versions(call, title)[0]["version"]}-0"'  # Redis hears of an import by its event
    assert curator.unlock(title, "tagline", present).status == 204
    assert import_titles({"rows": [again(later, tagline="theirs at last")]}, None)["changed"] == 1
    assert versions(call, title)[0]["changes"] == [{"field": "tagline", "before": "ours", "after": "theirs at last"}]


def test_an_import_whose_every_difference_is_locked_makes_no_version(
    call: Call, curator: Editor, schema: Schema
) -> None:
    row = film(tagline="theirs")
    import_titles({"rows": [row]}, None)
    title = {"id": by_number(schema, row["movie"]["id"])}
    locked(call, curator, title, "tagline")
    assert import_titles({"rows": [again(row, tagline="theirs again")]}, None)["unchanged"] == 1
    assert len(versions(call, title)) == 2


def test_records_and_links_leave_locked_fields_alone(call: Call, add: Add, curator: Editor) -> None:
    imdb = f"tt{uuid.uuid4().int % 10**9}"
    title = add(tagline="ours", external_ids={"imdb": imdb})
    locked(call, curator, title, "tagline", "external_ids", "keywords")
    record = {
        "kind": "film", "name": title["name"], "tagline": "theirs", "runtime_minutes": 95, "keywords": ["rain"],
        "external_ids": {"imdb": imdb, "tmdb": str(number())},
    }  # fmt: skip
    told = import_records({"source": "table", "rows": [{"line": 2, "record": record}]}, None)
    assert (told["changed"], told["rejected"]) == (1, []), told
    link = {"line": 2, "external_ids": {"imdb": imdb, "movielens": str(number())}}
    (refused,) = import_links({"source": "movielens", "rows": [link]}, None)["rejected"]
    assert (refused["line"], "locked" in refused["reason"]) == (2, True)
    now = call("get_title", path={"title_id": title["id"]}, query={"append": "keywords"}).json
    assert (now["tagline"], now["runtime_minutes"]) == ("ours", 95)
    assert (now["external_ids"], now["keywords"]) == ({"imdb": imdb}, [])


def test_a_reversal_restores_what_was_before_as_a_change_of_its_own(
    call: Call, add: Add, schema: Schema, curator: Editor
) -> None:
    imdb, budget = f"tt{uuid.uuid4().hex[:9]}", {"amount": 5, "currency": "DEM"}
    title = add(tagline="good", genres=["drama"], external_ids={"imdb": imdb}, budget=budget, release_date="1927-01-10")
    wikidata = {"imdb": None, "wikidata": f"Q{uuid.uuid4().hex[:9]}"}
    change(call, title, tagline="bad", genres=["war"], external_ids=wikidata, budget=None, release_date=None)
    change(call, title, overview="meanwhile")
    made = curator.revert(title, 2)
    assert made.status == 201, made.json
    assert (made.json["version"], made.json["reverted_version"]) == (4, 2)
    assert made.json["fields"] == ["budget", "external_ids", "genres", "release_date", "tagline"]
    now = read(call, title)
    for field in ("tagline", "genres", "external_ids", "budget", "release_date"):
        assert now[field] == title[field], field
    assert now["overview"] == "meanwhile"
    assert [each["version"] for each in versions(call, title)] == [4, 3, 2, 1]
    newest = versions(call, title)[0]
    assert (newest["changed_by"], newest["origin"], newest["reverted_version"]) == (curator.sub, "reversal", 2)
    assert schema.published(title["id"])[-1].aggregateversion == 4
    assert curator.revert(title, 4).status == 201  # a reversal is a change like another
    assert read(call, title)["tagline"] == "bad"


def test_a_field_that_was_changed_again_only_goes_with_the_present_etag(call: Call, add: Add, curator: Editor) -> None:
    title = add(tagline="first", overview="first")
    change(call, title, tagline="second", overview="second")
    change(call, title, tagline="third")
    refused = curator.revert(title, 2)
    assert (kind_of(refused), pointers(refused)) == ((409, "changed-since-then"), ["/tagline"])
    assert curator.revert(title, 2, "overview").json["fields"] == ["overview"]
    assert kind_of(curator.revert(title, 2, "tagline", etag=title["etag"])) == (412, "changed-meanwhile")
    assert curator.revert(title, 2, "tagline", etag=read(call, title)["etag"]).status == 201
    assert read(call, title)["tagline"] == "first"
    assert kind_of(curator.revert(title, 2)) == (409, "nothing-to-revert")


def test_what_cannot_be_taken_back_is_named(call: Call, add: Add, curator: Editor) -> None:
    title = add(tagline="first")
    change(call, title, tagline="second")
    locked(call, curator, title, "tagline")
    assert kind_of(curator.revert(title, 1)) == (422, "not-reversible")
    assert (kind_of(curator.revert(title, 3)), pointers(curator.revert(title, 3))) == (
        (422, "not-reversible"), ["/locks.tagline"],
    )  # fmt: skip
    assert (kind_of(curator.revert(title, 9)), pointers(curator.revert(title, 9))) == (
        (404, "revision-not-found"), ["/version"],
    )  # fmt: skip
    assert pointers(curator.revert(title, 2, "tagline", "overview")) == ["/fields/1"]
    assert kind_of(curator.revert(title, 2)) == (409, "field-locked")
    assert kind_of(curator.revert({"id": str(uuid.uuid4())}, 2)) == (404, "title-not-found")
    assert pointers(curator.revert(title, 0)) == ["/version"]


def test_a_value_that_today_s_rules_refuse_is_not_restored(call: Call, curator: Editor, schema: Schema) -> None:
    row = film(homepage="not an address")
    import_titles({"rows": [row]}, None)
    title = {"id": by_number(schema, row["movie"]["id"])}
    change(call, title, homepage="https://example.org")
    refused = curator.revert(title, 2)
    assert (kind_of(refused), pointers(refused)) == ((422, "outdated-value"), ["/homepage"])


def test_each_field_says_who_set_it_when_and_by_which_way(
    call: Call, viewer: Editor, curator: Editor, schema: Schema
) -> None:
    row = film(runtime="90", tagline="theirs")
    import_titles({"rows": [row]}, None)
    title = {"id": by_number(schema, row["movie"]["id"])}
    change(call, title, homepage="https://example.org", status="planned")
    one = proposed(viewer, title, runtime_minutes=148, tagline="after")
    curator.accept(one)
    curator.revert(title, 3, "tagline")
    headers = {"If-Match": read(call, title)["etag"]}
    call("put_translation", path={"title_id": title["id"], "language": "fr"}, body={"name": "N"}, headers=headers)
    locked(call, curator, title, "name", "credits")
    found = provenance(curator, title)
    told = {field: (each["version"], each["origin"], each["set_by"]) for field, each in found.items()}
    assert told["name"] == told["genres"] == (1, "import", "import:tmdb")
    assert found["name"]["source"] == "tmdb"
    assert told["homepage"] == told["status"] == (2, "hand", "operator")
    assert told["runtime_minutes"] == (3, "proposal", viewer.sub)
    assert (found["runtime_minutes"]["proposal_id"], found["runtime_minutes"]["approved_by"]) == (
        one["id"],
        curator.sub,
    )
    assert told["tagline"] == (4, "reversal", curator.sub)
    assert found["tagline"]["reverted_version"] == 3
    assert told["translations.fr"] == (5, "hand", "operator")
    assert (found["name"]["lock"]["reason"], found["tagline"]["lock"]) == ("settled", None)
    assert (found["credits"]["version"], found["credits"]["lock"]["locked_by"]) == (None, curator.sub)
    assert not [field for field in found if field.startswith("locks.")]


def test_a_title_that_is_not_there_has_no_provenance(call: Call, add: Add, curator: Editor) -> None:
    title = add()
    call("remove_title", path={"title_id": title["id"]}, headers={"If-Match": title["etag"]})
    assert kind_of(curator("get_title_provenance", title_id=title["id"])) == (410, "title-removed")


def by_number(schema: Schema, number: str) -> str:
    sql = "SELECT title_id FROM title_external_ids WHERE source = 'tmdb' AND value = %s"
    return str(uuid.UUID(bytes=schema.rows(sql, (number,))[0]["title_id"]))
