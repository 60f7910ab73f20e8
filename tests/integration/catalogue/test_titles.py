"""add_title, get_title, change_title, remove_title on MariaDB and Redis."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]  # ships no types
import pytest

from integration.catalogue.context_stores import ROOT
from integration.catalogue.lambda_calls import sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema

    Add = Callable[..., dict[str, Any]]


def change(call: Call, title: dict[str, Any], etag: str | None = None, **patch: Any) -> Any:
    headers = {"If-Match": etag or title["etag"]}
    return call("change_title", path={"title_id": title["id"]}, body=patch, headers=headers)


def remove(call: Call, title: dict[str, Any], etag: str | None = None) -> Any:
    return call("remove_title", path={"title_id": title["id"]}, headers={"If-Match": etag or title["etag"]})


def read(call: Call, title: dict[str, Any], **query: Any) -> Any:
    return call("get_title", path={"title_id": title["id"]}, query=query)


def test_the_sample_title_is_made_and_read_back_whole(call: Call) -> None:
    made = call("add_title", headers={"Idempotency-Key": str(uuid.uuid4())})
    assert made.status == 201, made.json
    assert made.headers["location"] == f"/api/catalogue/titles/{made.json['id']}"
    assert made.json["name"] == made.json["original_name"] == "Metropolis"
    assert made.json["budget"] == {"amount": 530000000, "currency": "DEM"}
    assert (made.json["credits"], made.json["keywords"], made.json["homepage"]) == (None, None, None)
    found = call("get_title", path={"title_id": made.json["id"]})
    assert found.status == 200
    assert found.json == made.json
    assert found.headers["etag"].startswith('"1-')
    assert found.headers["cache-control"] == "public, s-maxage=1, stale-while-revalidate=1"


def test_the_same_key_and_body_make_one_title_and_one_event(call: Call, schema: Schema) -> None:
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first, again = (call("add_title", headers=key) for _ in range(2))
    assert (first.status, again.status) == (201, 201)
    assert first.json == again.json
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    assert len(schema.published(first.json["id"])) == 1
    assert call("add_title", headers=key, body={"name": "Another"}).status == 422


def test_a_title_without_an_idempotency_key_is_refused(call: Call, schema: Schema) -> None:
    before = schema.number("SELECT COUNT(*) FROM titles")
    assert call("add_title", headers={"Idempotency-Key": ""}).status == 400
    assert schema.number("SELECT COUNT(*) FROM titles") == before


def test_events_follow_their_schemas_and_the_outbox_stays_empty(call: Call, add: Add, schema: Schema) -> None:
    title = add(
        genres=["drama"],
        country_codes=["FR"],
        release_date="1902-09-01",
        external_ids={"imdb": f"tt{uuid.uuid4().hex[:9]}"},
    )
    changed = change(call, title, runtime_minutes=14, tagline="To the Moon")
    assert remove(call, title, changed.headers["etag"]).status == 204
    added, patched, removed = schema.published(title["id"])
    for event in (added, patched, removed):
        name = event.type.split(".", 2)[2]
        form = ROOT / "events" / "schemas" / "catalogue" / f"{name}.json"
        jsonschema.validate(dict(event.data), json.loads(form.read_text()))
    assert [event.aggregateversion for event in (added, patched, removed)] == [1, 2, 3]
    assert sorted(patched.data["changed"]) == ["runtime_minutes", "tagline"]
    assert schema.number("SELECT COUNT(*) FROM outbox") == 0


def test_a_merge_patch_changes_what_it_names_and_null_clears(call: Call, add: Add) -> None:
    imdb = f"tt{uuid.uuid4().hex[:9]}"
    title = add(
        genres=["drama", "war"], homepage="https://example.org/a", runtime_minutes=90, external_ids={"imdb": imdb}
    )
    answer = change(
        call, title, homepage=None, genres=["war", "comedy"], external_ids={"wikidata": f"Q{uuid.uuid4().hex[:9]}"}
    )
    assert answer.status == 200
    now = read(call, title).json
    assert (now["homepage"], now["genres"], now["runtime_minutes"]) == (None, ["war", "comedy"], 90)
    assert set(now["external_ids"]) == {"imdb", "wikidata"}
    cleared = change(call, title, etag=answer.headers["etag"], external_ids={"imdb": None})
    assert set(cleared.json["external_ids"]) == {"wikidata"}


def test_a_patch_that_changes_nothing_keeps_the_version_and_tells_nobody(call: Call, add: Add, schema: Schema) -> None:
    title = add(tagline="as it is")
    answer = change(call, title, tagline="as it is")
    assert answer.status == 200
    assert answer.headers["etag"] == title["etag"]
    assert len(schema.published(title["id"])) == 1


@pytest.mark.parametrize("operation", ["change_title", "remove_title"])
def test_a_stale_etag_is_412_a_missing_one_428_a_strange_one_400(call: Call, add: Add, operation: str) -> None:
    title = add()
    assert change(call, title, tagline="first").status == 200
    path = {"title_id": title["id"]}
    assert call(operation, path=path, headers={"If-Match": title["etag"]}).status == 412
    assert call(operation, path=path, headers={"If-Match": "yesterday"}).status == 400
    event = sample("catalogue", operation)
    del event["headers"]["If-Match"], event["multiValueHeaders"]["If-Match"]
    event["pathParameters"] = path
    module = __import__(f"catalogue.{operation}", fromlist=["handler"])
    assert module.handler(event, None)["statusCode"] == 428
    assert read(call, title).json["tagline"] == "first"


def test_a_removed_title_is_gone_and_cannot_be_changed_or_removed_again(call: Call, add: Add) -> None:
    title = add()
    assert remove(call, title).status == 204
    assert read(call, title).status == 410
    assert change(call, title, tagline="back?").status == 410
    assert remove(call, title).status == 410


def test_an_unknown_title_is_404(call: Call) -> None:
    nowhere = {"id": str(uuid.uuid4()), "etag": '"1-00000000"'}
    assert read(call, nowhere).status == 404
    assert change(call, nowhere, tagline="x").status == 404
    assert remove(call, nowhere).status == 404


def test_a_known_version_is_304(call: Call, add: Add) -> None:
    title = add()
    again = call(
        "get_title", path={"title_id": title["id"]}, headers={"If-None-Match": read(call, title).headers["etag"]}
    )
    assert (again.status, again.json) == (304, None)


def test_an_external_id_belongs_to_one_title_even_after_its_removal(call: Call, add: Add) -> None:
    imdb = {"imdb": f"tt{uuid.uuid4().hex[:9]}"}
    first = add(external_ids=imdb)
    second = add()
    taken = change(call, second, external_ids=imdb)
    assert (taken.status, taken.json["type"]) == (409, "/problems/external-id-taken")
    assert remove(call, first).status == 204
    assert change(call, second, external_ids=imdb).status == 409


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"genres": ["drama", "no-such-genre"]}, "/genres/1"),
        ({"country_codes": ["ZZ"]}, "/country_codes/0"),
        ({"name": ""}, "/name"),
        ({"name": None}, "/name"),
        ({"runtime_minutes": 0}, "/runtime_minutes"),
        ({"release_date": "1927-13-01"}, "/release_date"),
        ({"overview": "x" * 4001}, "/overview"),
        ({"budget": {"amount": 1.5, "currency": "EUR"}}, "/budget/amount"),
        ({"colour": "black and white"}, "/colour"),
        ({"genres": ["drama", "drama"]}, "/genres"),
    ],
)
def test_a_field_that_breaks_a_rule_is_422_with_its_pointer(
    call: Call, add: Add, fields: dict[str, Any], pointer: str
) -> None:
    answer = change(call, add(), **fields)
    assert answer.status == 422, answer.json
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


def test_a_name_of_blanks_is_refused(call: Call) -> None:
    answer = call("add_title", body={"name": "   "}, headers={"Idempotency-Key": str(uuid.uuid4())})
    assert answer.status == 422


def test_append_takes_known_parts_only(call: Call, add: Add) -> None:
    title = add(country_codes=["JP", "FR"])
    answer = read(call, title, append="countries,credits")
    assert answer.json["countries"] == [{"code": "JP", "name": "Japan"}, {"code": "FR", "name": "France"}]
    assert (answer.json["credits"], answer.json["companies"]) == ({"cast": [], "crew": [], "guests": []}, None)
    assert read(call, title, append="posters").json["type"] == "/problems/unknown-part"
    assert read(call, title, apend="credits").status == 422


@pytest.mark.usefixtures("schema")
def test_a_caller_without_the_scope_is_refused() -> None:
    event = sample("catalogue", "add_title")
    event["requestContext"]["authorizer"]["scope"] = "catalogue:read"
    from catalogue.add_title import handler  # noqa: PLC0415

    assert handler(event, None)["statusCode"] == 403
