"""add_collection, get_collection, change_collection, remove_collection, list_collections, replace_collection_titles."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]  # ships no types
import pytest

from integration.catalogue.context_stores import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema

    Add = Callable[..., dict[str, Any]]


@pytest.fixture
def collection(call: Call) -> dict[str, Any]:
    """An empty collection, with its `etag`."""
    made = call("add_collection", headers={"Idempotency-Key": str(uuid.uuid4())})
    assert made.status == 201, made.json
    return {**made.json, "etag": made.headers["etag"]}


def put(call: Call, collection: dict[str, Any], titles: list[Any], etag: str | None = None, **more: Any) -> Any:
    headers = {"If-Match": etag or collection["etag"]}
    path = {"collection_id": collection["id"]}
    return call("replace_collection_titles", path=path, body={"titles": titles, **more}, headers=headers)


def read(call: Call, collection: dict[str, Any], **headers: str) -> Any:
    return call("get_collection", path={"collection_id": collection["id"]}, headers=headers)


def act(call: Call, operation: str, collection: dict[str, Any], etag: str, **more: Any) -> Any:
    return call(operation, path={"collection_id": collection["id"]}, headers={"If-Match": etag}, **more)


def test_titles_stand_in_the_order_that_was_put_until_another_is(
    call: Call, add: Add, collection: dict[str, Any]
) -> None:
    a, b, c = (add()["id"] for _ in range(3))
    first = put(call, collection, [c, a, b])
    assert (first.status, first.json["titles_count"]) == (200, 3), first.json
    assert [each["title_id"] for each in read(call, collection).json["titles"]] == [c, a, b]
    second = put(call, collection, [b, c], first.headers["etag"])
    assert [each["title_id"] for each in read(call, collection).json["titles"]] == [b, c]
    same = put(call, collection, [b, c], second.headers["etag"])
    assert same.headers["etag"] == second.headers["etag"]
    assert put(call, collection, [a]).status == 412
    assert put(call, collection, [], second.headers["etag"]).json["titles_count"] == 0


def test_a_removed_title_is_not_shown_and_may_stay_in_the_list(
    call: Call, add: Add, collection: dict[str, Any]
) -> None:
    kept, gone = add(), add()
    etag = put(call, collection, [gone["id"], kept["id"]]).headers["etag"]
    shown = read(call, collection).headers["etag"]
    assert call("remove_title", path={"title_id": gone["id"]}, headers={"If-Match": gone["etag"]}).status == 204
    now = read(call, collection, **{"If-None-Match": shown})
    assert (now.status, now.json["titles_count"]) == (200, 1)
    assert put(call, collection, [kept["id"], gone["id"]], etag).status == 200


@pytest.mark.parametrize(
    ("titles", "more", "pointer"),
    [
        ([str(uuid.uuid4())], {}, "/titles/0"),
        (["metropolis"], {}, "/titles/0"),
        ([str(uuid.UUID(int=at)) for at in range(501)], {}, "/titles"),
        ([str(uuid.UUID(int=1))] * 2, {}, "/titles"),
        ([], {"sorted": True}, "/sorted"),
    ],
)
def test_a_list_that_cannot_be_is_422(
    call: Call, collection: dict[str, Any], titles: list[str], more: dict[str, Any], pointer: str
) -> None:
    answer = put(call, collection, titles, **more)
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, pointer)


def test_it_is_changed_removed_and_gone_with_events_and_history(
    call: Call, add: Add, collection: dict[str, Any], schema: Schema
) -> None:
    title = add()["id"]
    listed = put(call, collection, [title]).headers["etag"]
    named = act(call, "change_collection", collection, listed, body={"name": "Mabuse", "overview": ""})
    assert (named.status, named.json["titles_count"]) == (200, 1)
    assert act(call, "change_collection", collection, listed, body={"name": "late"}).status == 412
    assert act(call, "change_collection", collection, named.headers["etag"], body={"titles": []}).status == 422
    assert act(call, "change_collection", collection, named.headers["etag"], body={"name": None}).status == 422
    assert act(call, "remove_collection", collection, named.headers["etag"]).status == 204
    assert [read(call, collection).status, put(call, collection, []).status] == [410, 410]
    events = schema.published(collection["id"])
    assert [event.type.split(".")[2].removeprefix("Collection") for event in events] == [
        "Added", "Changed", "Changed", "Removed",
    ]  # fmt: skip
    for event in events:
        form = ROOT / "events" / "schemas" / "catalogue" / f"{event.type.split('.', 2)[2]}.json"
        jsonschema.validate(dict(event.data), json.loads(form.read_text()))
    sql = "SELECT after_value FROM field_changes WHERE thing_id = %s AND field = 'titles'"
    assert json.loads(schema.rows(sql, (uuid.UUID(collection["id"]).bytes,))[0]["after_value"]) == [title]


def test_an_unknown_one_is_404(call: Call) -> None:
    nothing = {"id": str(uuid.uuid4()), "etag": '"1-00000000"'}
    assert [read(call, nothing).status, put(call, nothing, []).status] == [404, 404]
    assert act(call, "change_collection", nothing, nothing["etag"]).status == 404
    assert act(call, "remove_collection", nothing, nothing["etag"]).status == 404


def test_collections_are_listed(call: Call) -> None:
    mark = uuid.uuid4().hex[:10]
    for name in ("two", "one"):
        body = {"name": f"{name} {mark}"}
        call("add_collection", body=body, headers={"Idempotency-Key": str(uuid.uuid4())})
    items = call("list_collections", query={"query": mark}).json["items"]
    assert [each["name"].split()[0] for each in items] == ["one", "two"]
