"""list_title_changes, list_changes: who changed which field when, and what changed in a span of time."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from chassis import clock
from chassis.clock import rfc3339

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.lambda_calls import Answer

    Call = Callable[..., Answer]


def add(call: Call, **more: Any) -> Answer:
    return call("add_title", body={"name": "M", **more}, headers={"Idempotency-Key": str(uuid.uuid4())})


def change(call: Call, title: str, etag: str, **fields: Any) -> Answer:
    answer = call("change_title", path={"title_id": title}, body=fields, headers={"If-Match": etag})
    assert answer.status == 200, answer.json
    return answer


def changes(call: Call, title: str, **query: str) -> dict[str, Any]:
    answer = call("list_title_changes", path={"title_id": title}, query=query)
    assert answer.status == 200, answer.json
    return dict(answer.json)


def test_every_field_is_there_with_its_writer_before_and_after(call: Call) -> None:
    made = add(call)
    title = made.json["id"]
    budget = {"amount": 100, "currency": "DEM"}
    changed = change(call, title, made.headers["etag"], tagline="A city", budget=budget, genres=["crime"])
    call("remove_title", path={"title_id": title}, headers={"If-Match": changed.headers["etag"]})
    removal, middle, first = changes(call, title)["items"]
    assert [(each["version"], each["action"]) for each in (removal, middle, first)] == [
        (3, "removed"), (2, "changed"), (1, "added"),
    ]  # fmt: skip
    assert {each["field"]: (each["before"], each["after"]) for each in middle["changes"]} == {
        "tagline": ("", "A city"), "budget": (None, budget), "genres": ([], ["crime"]),
    }  # fmt: skip
    assert {each["changed_by"] for each in (removal, middle, first)} == {middle["changed_by"]}
    assert first["changes"] == removal["changes"] == [{"field": "", "before": None, "after": None}]


def test_a_patch_that_changes_nothing_leaves_no_trace(call: Call) -> None:
    made = add(call, tagline="same")
    change(call, made.json["id"], made.headers["etag"], tagline="same")
    assert len(changes(call, made.json["id"])["items"]) == 1


def test_revisions_page_from_the_newest(call: Call) -> None:
    made = add(call)
    etag = made.headers["etag"]
    for text in "abcd":
        etag = change(call, made.json["id"], etag, tagline=text, overview=text).headers["etag"]
    first = changes(call, made.json["id"], limit="2")
    second = changes(call, made.json["id"], limit="2", cursor=first["next_cursor"])
    third = changes(call, made.json["id"], limit="2", cursor=second["next_cursor"])
    assert [[each["version"] for each in page["items"]] for page in (first, second, third)] == [[5, 4], [3, 2], [1]]
    assert third["next_cursor"] is None


def all_changed(call: Call, **query: str) -> list[dict[str, Any]]:
    found, cursor = list[dict[str, Any]](), {}
    while True:
        answer = call("list_changes", query={"limit": "2", **query, **cursor})
        assert answer.status == 200, answer.json
        found += answer.json["items"]
        if not answer.json["next_cursor"]:
            return found
        cursor = {"cursor": answer.json["next_cursor"]}


def test_what_changed_in_a_span_is_listed_once_with_its_last_change(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = datetime(2031, 5, 1, 12, tzinfo=UTC)  # a span of this test's own
    monkeypatch.setattr(clock, "now", lambda: day)
    made = [add(call) for _ in range(5)]
    monkeypatch.setattr(clock, "now", lambda: day + timedelta(hours=2))
    change(call, made[0].json["id"], made[0].headers["etag"], tagline="later")
    found = all_changed(call, since=rfc3339(day - timedelta(hours=1)), until=rfc3339(day + timedelta(days=1)))
    assert sorted(each["id"] for each in found) == sorted(each.json["id"] for each in made)
    last = {each["id"]: each["changed_at"] for each in found}
    assert last[made[0].json["id"]] == rfc3339(day + timedelta(hours=2))
    assert last[made[1].json["id"]] == rfc3339(day)
    early = all_changed(call, since=rfc3339(day + timedelta(hours=1)), until=rfc3339(day + timedelta(days=1)))
    assert [each["id"] for each in early] == [made[0].json["id"]]


def test_without_a_span_it_is_the_last_24_hours(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    day = datetime(2032, 5, 1, 12, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: day)
    add(call)
    monkeypatch.setattr(clock, "now", lambda: day + timedelta(hours=25))
    late = add(call)
    assert [each["id"] for each in all_changed(call)] == []  # `until` is now itself: not yet over
    monkeypatch.setattr(clock, "now", lambda: day + timedelta(hours=26))
    assert [each["id"] for each in all_changed(call)] == [late.json["id"]]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"since": "2031-05-01T00:00:00Z", "until": "2031-05-15T00:00:01Z"}, "/query/since"),
        ({"since": "2031-05-02T00:00:00Z", "until": "2031-05-01T00:00:00Z"}, "/query/since"),
        ({"since": "2031-05-02T00:00:00"}, "/query/since"),
        ({"since": "yesterday"}, "/query/since"),
        ({"since": "9999-12-31T23:59:59-14:00"}, "/query/since"),
        ({"until": "0001-01-01T00:00:00+14:00"}, "/query/until"),
        ({"since": "0001-01-01T00:00:00Z"}, "/query/since"),
        ({"since": "9999-12-31T00:00:00Z"}, "/query/since"),
        ({"kind": "poster"}, "/query/kind"),
    ],
)
def test_a_span_that_cannot_be_is_422(call: Call, query: dict[str, str], pointer: str) -> None:
    answer = call("list_changes", query=query)
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, pointer)
