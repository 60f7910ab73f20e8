"""lock_title_field, unlock_title_field on MariaDB, with imports beside them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from catalogue.import_links import handler as import_links
from catalogue.import_records import handler as import_records
from catalogue.import_titles import handler as import_titles
from integration.catalogue.editors import (
    Editor,
    by_number,
    change,
    kind_of,
    locked,
    pointers,
    proposed,
    read,
    versions,
)
from integration.catalogue.films import again, cast, film, number, person

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema

    Add = Callable[..., dict[str, Any]]


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
