"""accept_proposal, reject_proposal on MariaDB: of whole proposals and of some fields, with and without conflicts."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from integration.catalogue.editors import (
    Editor,
    change,
    kind_of,
    latest,
    pointers,
    proposed,
    read,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema

    Add = Callable[..., dict[str, Any]]


def test_an_accepted_proposal_is_the_title_s_next_version_in_its_author_s_name(
    call: Call, add: Add, schema: Schema, viewer: Editor, curator: Editor
) -> None:
    title = add(tagline="before", runtime_minutes=90)
    made = viewer.propose(title, "see page 3", ("https://example.org/a",), runtime_minutes=148, tagline="after")
    assert (made.status, made.headers["location"]) == (201, f"/api/catalogue/proposals/{made.json['id']}")
    assert read(call, title)["runtime_minutes"] == 90
    assert (made.json["status"], made.json["base_version"], made.json["fields"]) == (
        "open", 1, ["runtime_minutes", "tagline"],
    )  # fmt: skip
    done = curator.accept(made.json)
    assert done.status == 200, done.json
    assert (done.json["status"], done.json["made_version"], done.json["reviewed_by"]) == ("accepted", 2, curator.sub)
    now = read(call, title)
    assert (now["runtime_minutes"], now["tagline"], now["etag"][:3]) == (148, "after", '"2-')
    change = latest(call, title)
    assert {name: change[name] for name in ("version", "changed_by", "origin", "proposal_id", "approved_by")} == {
        "version": 2, "changed_by": viewer.sub, "origin": "proposal",
        "proposal_id": made.json["id"], "approved_by": curator.sub,
    }  # fmt: skip
    assert {each["field"]: (each["before"], each["after"]) for each in change["changes"]} == {
        "runtime_minutes": (90, 148), "tagline": ("before", "after"),
    }  # fmt: skip
    event = schema.published(title["id"])[-1]
    assert (event.type, event.data["changed"]) == (
        "cdlc.catalogue.TitleChanged.v1", ["tagline", "runtime_minutes"],
    )  # fmt: skip


def test_some_fields_may_be_accepted_and_the_rest_stays_as_it_is(
    call: Call, add: Add, viewer: Editor, curator: Editor
) -> None:
    title = add(tagline="before", runtime_minutes=90)
    one = proposed(viewer, title, runtime_minutes=148, tagline="after")
    done = curator.accept(one, "runtime_minutes")
    assert {each["field"]: each["accepted"] for each in done.json["diff"]} == {
        "runtime_minutes": True, "tagline": False,
    }  # fmt: skip
    assert (read(call, title)["runtime_minutes"], read(call, title)["tagline"]) == (148, "before")
    two = proposed(viewer, title, tagline="later")
    answer = curator.accept(two, "tagline", "overview")
    assert (kind_of(answer), pointers(answer)) == ((422, "unknown-field"), ["/fields/1"])
    assert kind_of(curator("accept_proposal", {"fields": []}, proposal_id=two["id"])) == (422, "unknown-field")
    assert curator.read(two).json["status"] == "open"


def test_a_field_that_was_changed_since_is_named_and_only_goes_with_the_present_etag(
    call: Call, add: Add, viewer: Editor, curator: Editor
) -> None:
    title = add(tagline="before", runtime_minutes=90)
    one = proposed(viewer, title, runtime_minutes=148, tagline="mine")
    change(call, title, tagline="theirs")
    seen = curator.read(one)
    told = [[each[name] for name in ("field", "base", "present", "proposed", "conflict")] for each in seen.json["diff"]]
    assert told == [["runtime_minutes", 90, 90, 148, False], ["tagline", "before", "theirs", "mine", True]]
    refused = curator.accept(one)
    assert (kind_of(refused), pointers(refused)) == ((409, "changed-since-proposed"), ["/tagline"])
    change(call, title, overview="meanwhile")
    assert kind_of(curator.accept(one, etag=seen.headers["etag"])) == (412, "changed-meanwhile")
    assert curator.accept(one, etag=curator.read(one).headers["etag"]).status == 200
    now = read(call, title)
    assert (now["tagline"], now["runtime_minutes"], now["overview"]) == ("mine", 148, "meanwhile")


def test_the_field_that_does_not_conflict_can_be_accepted_alone(
    call: Call, add: Add, viewer: Editor, curator: Editor
) -> None:
    title = add(tagline="before", runtime_minutes=90)
    one = proposed(viewer, title, runtime_minutes=148, tagline="mine")
    change(call, title, tagline="theirs")
    assert curator.accept(one, "runtime_minutes").status == 200
    assert (read(call, title)["tagline"], read(call, title)["runtime_minutes"]) == ("theirs", 148)


def test_who_had_the_same_thought_is_not_in_the_way_but_leaves_nothing_to_accept(
    call: Call, add: Add, viewer: Editor, curator: Editor
) -> None:
    title = add(tagline="before")
    one = proposed(viewer, title, tagline="after")
    change(call, title, tagline="after")
    assert curator.read(one).json["diff"][0]["conflict"] is False
    assert kind_of(curator.accept(one)) == (409, "already-as-proposed")
    assert curator.reject(one, "it is so by now").json["reason"] == "it is so by now"


def test_external_ids_merge_and_null_removes_one(call: Call, add: Add, viewer: Editor, curator: Editor) -> None:
    imdb, wikidata = f"tt{uuid.uuid4().hex[:9]}", f"Q{uuid.uuid4().hex[:9]}"
    title = add(external_ids={"imdb": imdb})
    one = proposed(viewer, title, external_ids={"wikidata": wikidata})
    assert one["diff"][0]["proposed"] == {"imdb": imdb, "wikidata": wikidata}
    assert curator.accept(one).status == 200
    assert curator.accept(proposed(viewer, title, external_ids={"imdb": None})).status == 200
    assert read(call, title)["external_ids"] == {"wikidata": wikidata}


def test_nobody_reviews_what_they_proposed_and_only_its_author_withdraws_it(
    add: Add, viewer: Editor, curator: Editor
) -> None:
    one = proposed(curator, add(), tagline="mine")
    assert kind_of(curator.accept(one)) == (403, "own-proposal")
    assert kind_of(curator.reject(one)) == (403, "own-proposal")
    assert kind_of(viewer.withdraw(one)) == (403, "not-your-proposal")
    assert curator.withdraw(one).json["status"] == "withdrawn"


@pytest.mark.parametrize("how", ["accept", "reject", "withdraw"])
def test_a_closed_proposal_stays_what_it_is(add: Add, viewer: Editor, curator: Editor, how: str) -> None:
    one = proposed(viewer, add(), tagline="mine")
    assert getattr(viewer if how == "withdraw" else curator, how)(one).status == 200
    before = curator.read(one).json
    for again in (curator.accept, curator.reject, viewer.withdraw):
        assert kind_of(again(one)) == (409, "proposal-closed")
    assert curator.read(one).json == before


def test_a_viewer_reviews_nothing(add: Add, viewer: Editor) -> None:
    one, other = proposed(viewer, add(), tagline="mine"), Editor("propose")
    assert (other.accept(one).status, other.reject(one).status) == (403, 403)
    title = add()
    assert other.lock(title, "name", title["etag"]).status == 403
    assert other.revert(title, 1).status == 403


def test_a_person_is_corrected_by_a_proposal_and_titles_that_show_it_follow(
    call: Call, add: Add, viewer: Editor, curator: Editor
) -> None:
    who = call("add_person", body={"name": "Mrnau"}, headers={"Idempotency-Key": str(uuid.uuid4())}).json
    title = add()
    crew = {"person_id": who["id"], "role": "crew", "department": "Directing", "job": "Director"}
    keys = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": title["etag"]}
    assert call("add_credit", path={"title_id": title["id"]}, body=crew, headers=keys).status == 201
    body = {"patch": {"name": "Murnau", "birthday": "1888-12-28"}}
    made = viewer("propose_person_change", body, person_id=who["id"])
    assert (made.status, made.json["person_id"], made.json["title_id"]) == (201, who["id"], None)
    assert latest(call, title)["version"] == 2  # the trial made no version of it
    assert curator.accept(made.json).json["made_version"] == 2
    assert call("get_person", path={"person_id": who["id"]}).json["name"] == "Murnau"
    retold = latest(call, title)
    assert (retold["version"], retold["changed_by"], retold["proposal_id"]) == (3, viewer.sub, made.json["id"])
    dead = viewer("propose_person_change", {"patch": {"deathday": "1800-01-01"}}, person_id=who["id"])
    assert (kind_of(dead), pointers(dead)) == ((422, "impossible-life"), ["/patch/deathday"])
    assert [each["id"] for each in curator("list_proposals", query={"person": who["id"], "status": "accepted"}).json["items"]] == [made.json["id"]]  # fmt: skip  # noqa: E501
