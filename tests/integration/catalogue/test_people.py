"""add_person, get_person, change_person, remove_person, list_people on MariaDB."""

from __future__ import annotations

import json
import threading
import uuid
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]  # ships no types
import pytest

from catalogue import _operations
from catalogue._adapters.mysql_people import People
from catalogue._domain.refusals import ChangedMeanwhile
from catalogue._settings import Settings
from chassis.http import Caller
from chassis.mysql import Database
from integration.catalogue.context_stores import ROOT
from integration.catalogue.films import again, cast, film, person
from integration.catalogue.lambda_calls import sample

if TYPE_CHECKING:
    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema


def add(call: Call, **fields: Any) -> dict[str, Any]:
    body = {"name": f"Person {uuid.uuid4()}", **fields}
    made = call("add_person", body=body, headers={"Idempotency-Key": str(uuid.uuid4())})
    assert made.status == 201, made.json
    return {**made.json, "etag": made.headers["etag"]}


def refused(call: Call, **fields: Any) -> Any:
    body = {"name": "Somebody", **fields}
    return call("add_person", body=body, headers={"Idempotency-Key": str(uuid.uuid4())})


def change(call: Call, who: dict[str, Any], etag: str | None = None, **patch: Any) -> Any:
    headers = {"If-Match": etag or who["etag"]}
    return call("change_person", path={"person_id": who["id"]}, body=patch, headers=headers)


def remove(call: Call, who: dict[str, Any], etag: str | None = None) -> Any:
    return call("remove_person", path={"person_id": who["id"]}, headers={"If-Match": etag or who["etag"]})


def read(call: Call, who: dict[str, Any], **headers: str) -> Any:
    return call("get_person", path={"person_id": who["id"]}, headers=headers)


def test_the_sample_person_is_made_once_and_read_back_with_an_empty_filmography(call: Call, schema: Schema) -> None:
    key = {"Idempotency-Key": str(uuid.uuid4())}
    made, repeated = call("add_person", headers=key), call("add_person", headers=key)
    assert (made.status, repeated.json) == (201, made.json)
    assert made.headers["location"] == f"/api/catalogue/people/{made.json['id']}"
    assert made.json["external_ids"] == {"imdb": "nm0000485"}
    found = read(call, made.json)
    assert found.json == {**made.json, "filmography": []}
    assert len(schema.published(made.json["id"])) == 1


def test_a_patch_changes_clears_and_merges(call: Call) -> None:
    tmdb = str(uuid.uuid4().int % 10**9 + 1)
    who = add(call, gender="female", birthday="1902-08-22", external_ids={"imdb": f"nm{uuid.uuid4().hex[:8]}"})
    answer = change(call, who, gender=None, biography="She filmed.", external_ids={"tmdb": tmdb})
    assert answer.status == 200, answer.json
    now = read(call, who).json
    assert (now["gender"], now["biography"], now["birthday"]) == (None, "She filmed.", "1902-08-22")
    assert now["external_ids"] == {**who["external_ids"], "tmdb": tmdb}
    cleared = change(call, who, answer.headers["etag"], external_ids={"tmdb": None, "imdb": None})
    assert cleared.json["external_ids"] == {}


def test_events_follow_their_schemas_and_the_history_names_each_field(call: Call, schema: Schema) -> None:
    who = add(call, birthday="1888-12-28")
    changed = change(call, who, deathday="1931-03-11", biography="Murnau")
    same = change(call, who, changed.headers["etag"], biography="Murnau")
    assert same.headers["etag"] == changed.headers["etag"]
    assert remove(call, who, changed.headers["etag"]).status == 204
    events = schema.published(who["id"])
    assert [event.type.split(".")[2] for event in events] == ["PersonAdded", "PersonChanged", "PersonRemoved"]
    for event in events:
        form = ROOT / "events" / "schemas" / "catalogue" / f"{event.type.split('.', 2)[2]}.json"
        jsonschema.validate(dict(event.data), json.loads(form.read_text()))
    assert sorted(events[1].data["changed"]) == ["biography", "deathday"]
    sql = "SELECT version, field, after_value FROM field_changes WHERE thing_kind = 'person' AND thing_id = %s"
    rows = {
        (row["version"], row["field"]): row["after_value"] for row in schema.rows(sql, (uuid.UUID(who["id"]).bytes,))
    }
    assert rows == {(1, ""): None, (2, "biography"): '"Murnau"', (2, "deathday"): '"1931-03-11"', (3, ""): None}
    listed = call("list_changes", query={"kind": "person", "limit": "100"}).json["items"]
    assert who["id"] in {each["id"] for each in listed}


@pytest.mark.parametrize("operation", ["change_person", "remove_person"])
def test_a_stale_etag_is_412_a_missing_one_428(call: Call, operation: str) -> None:
    who = add(call)
    assert change(call, who, biography="first").status == 200
    path = {"person_id": who["id"]}
    stale = call(operation, path=path, headers={"If-Match": who["etag"]})
    assert (stale.status, stale.json["type"]) == (412, "/problems/changed-meanwhile")
    event = sample("catalogue", operation)
    del event["headers"]["If-Match"], event["multiValueHeaders"]["If-Match"]
    event["pathParameters"] = path
    assert __import__(f"catalogue.{operation}", fromlist=["handler"]).handler(event, None)["statusCode"] == 428


def test_a_removed_person_is_gone_for_every_verb_and_an_unknown_one_404(call: Call) -> None:
    who = add(call)
    assert remove(call, who).status == 204
    assert [each.status for each in (read(call, who), change(call, who, gender=None), remove(call, who))] == [410] * 3
    nobody = {"id": str(uuid.uuid4()), "etag": '"1-00000000"'}
    assert [each.status for each in (read(call, nobody), change(call, nobody), remove(call, nobody))] == [404] * 3


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "x" * 256}, "/name"),
        ({"biography": "x" * 10_001}, "/biography"),
        ({"gender": "unknown"}, "/gender"),
        ({"birthday": "1890-02-30"}, "/birthday"),
        ({"birthday": "1950-01-01", "deathday": "1949-12-31"}, "/deathday"),
        ({"homepage": "ftp://x"}, "/homepage"),
        ({"height": 180}, "/height"),
        ({"external_ids": {"tmdb": "nm12"}}, "/external_ids/tmdb"),
        ({"external_ids": {"tmdb": "0"}}, "/external_ids/tmdb"),
        ({"external_ids": {"tmdb": "4294967296"}}, "/external_ids/tmdb"),
    ],
)
def test_what_cannot_be_is_422_and_says_where(call: Call, fields: dict[str, Any], pointer: str, schema: Schema) -> None:
    before = schema.number("SELECT COUNT(*) FROM people")
    answer = refused(call, **fields)
    assert (answer.status, [each["pointer"] for each in answer.json["errors"]]) == (422, [pointer])
    assert schema.number("SELECT COUNT(*) FROM people") == before


@pytest.mark.parametrize("source", ["tmdb", "imdb"])
def test_an_external_id_belongs_to_one_person_even_after_a_removal(call: Call, source: str) -> None:
    ids = {source: str(uuid.uuid4().int % 10**9 + 1)}
    who = add(call, external_ids=ids)
    assert remove(call, who).status == 204
    answer = refused(call, external_ids=ids)
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (409, f"/external_ids/{source}")


def test_people_are_listed_by_words_in_order_page_by_page(call: Call) -> None:
    mark = f"Zq{uuid.uuid4().hex[:8]}"
    for name in ("Beta", "alpha", "Gamma_100%", "delta"):
        add(call, name=f"{name} {mark}")
    gone = add(call, name=f"Epsilon {mark}")
    remove(call, gone)
    seen, query = list[str](), {"query": mark.lower()[:8], "limit": "3"}
    while True:
        page = call("list_people", query=query).json
        seen += [each["name"].split()[0] for each in page["items"]]
        if not page["next_cursor"]:
            break
        query |= {"cursor": page["next_cursor"]}
    assert seen == ["alpha", "Beta", "delta", "Gamma_100%"]
    latest = call("list_people", query={"query": mark, "sort": "-updated", "limit": "1"}).json["items"]
    assert latest[0]["name"].startswith("delta")
    assert call("list_people", query={"query": f"% {mark}"}).json["items"] == []
    assert call("list_people", query={"sort": "height"}).status == 422
    assert call("list_people", query={"cursor": "forged"}).status == 422


@pytest.fixture
def credited(call: Call) -> dict[str, str]:
    """A film that credits one actor: `title`, `person`, and the rows that it was imported from."""
    from catalogue.import_titles import handler  # noqa: PLC0415

    who = person("Brigitte Helm")
    row = film(cast=[cast(who, "Maria")])
    assert handler({"rows": [row]}, None)["added"] == 1
    (found,) = call("list_people", query={"query": "brigitte helm", "sort": "-updated", "limit": "1"}).json["items"]
    (entry,) = read(call, found).json["filmography"]
    return {"title": entry["title_id"], "person": found["id"]}


def test_a_new_name_and_a_removal_make_new_versions_of_the_titles_that_show_the_person(
    call: Call, credited: dict[str, str], schema: Schema
) -> None:
    path = {"title_id": credited["title"]}

    def shown() -> tuple[str, list[str]]:
        answer = call("get_title", path=path, query={"append": "credits"})
        return answer.headers["etag"], [each["name"] for each in answer.json["credits"]["cast"]]

    first, names = shown()
    assert names == ["Brigitte Helm"]
    who = {"id": credited["person"]}
    plain = change(call, who, read(call, who).headers["etag"], biography="She was the machine.")
    assert len(schema.published(credited["title"])) == 1  # nothing that a title shows
    renamed = change(call, who, plain.headers["etag"], name="Brigitte Schittenhelm")
    assert renamed.status == 200
    _refresh(schema, credited["title"])
    second, names = shown()
    assert (second != first, names) == (True, ["Brigitte Schittenhelm"])
    assert remove(call, who, renamed.headers["etag"]).status == 204
    _refresh(schema, credited["title"])
    assert shown()[1] == []
    told = [event.data["changed"] for event in schema.published(credited["title"])[1:]]
    assert told == [["credits"], ["credits"]]


def _refresh(schema: Schema, title: str) -> None:
    from integration.catalogue.lambda_calls import deliver  # noqa: PLC0415

    assert deliver("catalogue", "on_title_changed", schema.published(title)[-1]) == {"batchItemFailures": []}


def test_the_etag_of_a_person_follows_the_filmography(call: Call, credited: dict[str, str]) -> None:
    who = {"id": credited["person"]}
    etag = read(call, who).headers["etag"]
    assert read(call, who, **{"If-None-Match": etag}).status == 304
    title = call("get_title", path={"title_id": credited["title"]})
    headers = {"If-Match": title.headers["etag"]}
    assert call("change_title", path={"title_id": credited["title"]}, body={"name": "M"}, headers=headers).status == 200
    later = read(call, who, **{"If-None-Match": etag})
    assert (later.status, later.json["filmography"][0]["name"]) == (200, "M")
    assert change(call, who, etag, gender="female").status == 200  # the person is of the same version


def two_writers(who: dict[str, Any], monkeypatch: pytest.MonkeyPatch | None = None) -> list[str]:
    """Two changes of the same version at once, each on a connection of its own; what became of them."""
    if monkeypatch is not None:
        monkeypatch.setattr(_operations, "require_version", lambda *_: None)
    settings, outcomes, start = Settings.load(), list[str](), threading.Barrier(2)

    def write(text: str) -> None:
        store = People(Database(settings.mysql_url, settings.mysql_secret))
        start.wait()
        try:
            _operations.change(store, who["id"], {"biography": text}, Caller("test"), 1)
            outcomes.append("won")
        except ChangedMeanwhile:
            outcomes.append("refused")

    writers = [threading.Thread(target=write, args=(text,)) for text in ("one", "two")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return sorted(outcomes)


def test_of_two_writers_at_once_one_wins_and_the_other_gets_412(call: Call, schema: Schema) -> None:
    who = add(call)
    assert two_writers(who) == ["refused", "won"]
    assert len(schema.published(who["id"])) == 2


def test_without_the_version_both_would_win_and_one_change_be_lost(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    assert two_writers(add(call), monkeypatch) == ["won", "won"]


def test_an_import_finds_a_person_by_the_id_that_was_given_here(call: Call) -> None:
    from catalogue.import_titles import handler  # noqa: PLC0415

    who = person("Thea von Harbou")
    ours = add(call, name="Thea", external_ids={"tmdb": str(who["id"])})
    row = film(cast=[cast(who)])
    handler({"rows": [row]}, None)
    found = read(call, ours).json
    assert (found["name"], len(found["filmography"])) == ("Thea von Harbou", 1)
    handler({"rows": [again(row, tagline="more")]}, None)
    assert len(read(call, ours).json["filmography"]) == 1


@pytest.mark.usefixtures("schema")
def test_a_caller_without_the_scope_is_refused() -> None:
    event = sample("catalogue", "add_person")
    event["requestContext"]["authorizer"]["scope"] = "catalogue:read"
    from catalogue.add_person import handler  # noqa: PLC0415

    assert handler(event, None)["statusCode"] == 403


def test_search_finds_a_person_under_the_new_name_and_no_more_after_the_removal(call: Call) -> None:
    name = f"Lil {uuid.uuid4().hex[:12]} Dagover"
    who = add(call, name="Marta")

    def found() -> list[str]:
        return [each["id"] for each in call("search_names", query={"query": name, "kind": "person"}).json["items"]]

    assert who["id"] not in found()
    renamed = change(call, who, name=name)
    assert found()[0] == who["id"]
    assert remove(call, who, renamed.headers["etag"]).status == 204
    assert who["id"] not in found()


@pytest.mark.parametrize("name", ["㍿" * 255, "ß" * 255, "🎬" * 255, "a\x00b", "\\%_'\"", "月" * 255])
def test_a_name_in_any_script_is_kept_and_listed(call: Call, name: str) -> None:
    who = add(call, name=name, birthday="0001-01-01", deathday="9999-12-31")
    assert read(call, who).json["name"] == name
    listed = call("list_people", query={"query": name[:200], "sort": "-updated", "limit": "1"})
    assert (listed.status, [each["id"] for each in listed.json["items"]]) == (200, [who["id"]])
    assert remove(call, who).status == 204
