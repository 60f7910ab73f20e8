"""propose_title_change, propose_person_change, list_proposals, get_proposal, withdraw_proposal on MariaDB."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from catalogue._domain import proposal as deciding
from integration.catalogue.editors import (
    Editor,
    kind_of,
    pointers,
    proposed,
    read,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema

    Add = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    ("patch", "kind", "pointer"),
    [
        ({}, "proposal-changes-nothing", "/patch"),
        ({"tagline": "as it is"}, "proposal-changes-nothing", "/patch"),
        ({"external_ids": None}, "proposal-changes-nothing", "/patch"),
        ({"colour": "red"}, "invalid", "/patch/colour"),
        ({"popularity": 9}, "invalid", "/patch/popularity"),
        ({"overview": "x" * 4001}, "invalid", "/patch/overview"),
        ({"runtime_minutes": 0}, "invalid", "/patch/runtime_minutes"),
        ({"genres": ["drama", "no-such-genre"]}, "unknown-genre", "/patch/genres/1"),
        ({"country_codes": ["ZZ"]}, "unknown-country", "/patch/country_codes/0"),
        ({"number": 3}, "misplaced-title", "/patch/number"),
    ],
)
def test_what_a_patch_would_be_refused_for_is_refused_at_once(  # noqa: PLR0913, PLR0917 - fixtures and cases
    add: Add, viewer: Editor, schema: Schema, patch: dict[str, Any], kind: str, pointer: str
) -> None:
    title, before = add(tagline="as it is"), schema.number("SELECT COUNT(*) FROM proposals")
    answer = viewer.propose(title, **patch)
    assert (kind_of(answer), pointers(answer)) == ((422, kind), [pointer])
    assert schema.number("SELECT COUNT(*) FROM proposals") == before


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"comment": "x" * 2001}, "/comment"),
        ({"sources": ["javascript:alert(1)"]}, "/sources/0"),
        ({"sources": ["https://example.org"] * 11}, "/sources"),
        ({"reviewed_by": "me"}, "/reviewed_by"),
        ({"patch": None}, "/patch"),
    ],
)
def test_grounds_that_break_a_rule_are_422(add: Add, viewer: Editor, more: dict[str, Any], pointer: str) -> None:
    answer = viewer("propose_title_change", {"patch": {"tagline": "x"}, **more}, title_id=add()["id"])
    assert (answer.status, pointers(answer)) == (422, [pointer])


def test_a_proposal_s_trial_leaves_nothing_behind(call: Call, add: Add, schema: Schema, viewer: Editor) -> None:
    title = add(name=f"Trial {uuid.uuid4().hex}")
    name = f"Unheard {uuid.uuid4().hex}"
    proposed(viewer, title, name=name, genres=["drama"], external_ids={"imdb": f"tt{uuid.uuid4().hex[:9]}"})
    now = read(call, title)
    assert (now["name"], now["genres"], now["external_ids"], now["etag"][:3]) == (title["name"], [], {}, '"1-')
    assert len(schema.published(title["id"])) == len(schema.field_changes(title["id"])) == 1
    assert call("search_names", query={"query": name}).json["items"] == []


def test_an_external_id_of_another_title_is_409_where_it_stands(add: Add, viewer: Editor) -> None:
    taken = {"imdb": f"tt{uuid.uuid4().hex[:9]}"}
    add(external_ids=taken)
    answer = viewer.propose(add(), external_ids=taken)
    assert (kind_of(answer), pointers(answer)) == ((409, "external-id-taken"), ["/patch/external_ids/imdb"])


def test_nothing_is_proposed_to_what_is_not_there_any_more(
    call: Call, add: Add, viewer: Editor, curator: Editor
) -> None:
    title = add(tagline="before")
    one, two = (proposed(viewer, title, tagline=text) for text in ("one", "two"))
    assert call("remove_title", path={"title_id": title["id"]}, headers={"If-Match": title["etag"]}).status == 204
    assert kind_of(viewer.propose(title, tagline="late")) == (410, "title-removed")
    assert kind_of(viewer.propose({"id": str(uuid.uuid4())}, tagline="x")) == (404, "title-not-found")
    assert kind_of(curator.accept(one)) == (410, "title-removed")
    seen = curator.read(one).json
    assert (seen["present_version"], seen["diff"][0]["present"], seen["diff"][0]["conflict"]) == (None, None, False)
    assert (curator.reject(one).status, viewer.withdraw(two).json["status"]) == (200, "withdrawn")


def test_the_queue_is_read_from_the_oldest_by_status_title_author_and_field(
    add: Add, viewer: Editor, curator: Editor
) -> None:
    title, other = add(), add()
    made = [proposed(viewer, title, tagline=f"t{n}", **({"overview": "o"} if n % 2 else {})) for n in range(5)]
    foreign = proposed(Editor("propose"), title, tagline="foreign")
    elsewhere = proposed(viewer, other, tagline="elsewhere")
    curator.reject(made[0])

    def listed(**query: str) -> list[str]:
        found, cursor = list[str](), {}
        while True:
            answer = curator("list_proposals", query={"limit": "2", **query, **cursor})
            assert answer.status == 200, answer.json
            found += [each["id"] for each in answer.json["items"]]
            if not answer.json["next_cursor"]:
                return found
            cursor = {"cursor": answer.json["next_cursor"]}

    ids = [each["id"] for each in made]
    assert listed(title=title["id"]) == [*ids[1:], foreign["id"]]
    assert listed(title=title["id"], by=viewer.sub) == ids[1:]
    assert listed(by=viewer.sub) == [*ids[1:], elsewhere["id"]]
    assert listed(title=title["id"], field="overview") == [ids[1], ids[3]]
    assert listed(title=title["id"], status="rejected") == ids[:1]
    assert listed(title=title["id"], status="open,rejected") == [*ids, foreign["id"]]
    assert curator("list_proposals", query={"status": "lost"}).status == 422
    cursor = curator("list_proposals", query={"limit": "1", "title": title["id"]}).json["next_cursor"]
    assert kind_of(curator("list_proposals", query={"limit": "1", "cursor": cursor})) == (422, "cursor-invalid")
    assert kind_of(curator("get_proposal", proposal_id=str(uuid.uuid4()))) == (404, "proposal-not-found")


def test_one_account_has_so_many_proposals_waiting(
    add: Add, viewer: Editor, curator: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from catalogue._adapters import mysql_proposals  # noqa: PLC0415

    assert deciding.MOST_OPEN == 100
    monkeypatch.setattr(mysql_proposals, "MOST_OPEN", 3)
    title = add()
    first, *_ = [proposed(viewer, title, tagline=f"t{n}") for n in range(3)]
    refused = viewer.propose(title, tagline="t4")
    assert (kind_of(refused), refused.headers["retry-after"]) == ((429, "too-many-open-proposals"), "3600")
    assert proposed(Editor("propose"), title, tagline="another account")
    assert curator.reject(first).status == 200
    assert proposed(viewer, title, tagline="t4")


def test_the_same_key_proposes_once(add: Add, call: Call) -> None:
    title, key = add(), {"Idempotency-Key": str(uuid.uuid4())}
    body = {"patch": {"tagline": "mine"}}
    first, again = (
        call("propose_title_change", path={"title_id": title["id"]}, body=body, headers=key) for _ in range(2)
    )
    assert (first.status, again.status, again.headers["idempotency-replayed"]) == (201, 201, "true")
    assert first.json == again.json
