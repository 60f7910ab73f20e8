"""revert_title_change, get_title_provenance on MariaDB, and how an account is taken out."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from catalogue.import_titles import handler as import_titles
from integration.catalogue.editors import (
    Editor,
    by_number,
    change,
    kind_of,
    locked,
    pointers,
    proposed,
    provenance,
    read,
    versions,
)
from integration.catalogue.films import film

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema

    Add = Callable[..., dict[str, Any]]


def where_named(schema: Schema, account: str) -> set[tuple[str, str]]:
    """Every column that names an account, but for the tests' own copy of what was published."""
    columns = schema.rows(
        "SELECT table_name AS t, column_name AS c FROM information_schema.columns"
        " WHERE table_schema = DATABASE() AND table_name <> 'published' AND data_type REGEXP 'char|text|blob'"
    )
    sql = "SELECT COUNT(*) FROM `{t}` WHERE CONVERT(`{c}` USING utf8mb4) LIKE CONCAT('%%', %s, '%%')"
    return {(each["t"], each["c"]) for each in columns if schema.number(sql.format(**each), (account,))}


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


def test_an_account_stands_in_columns_of_its_own_so_that_it_can_be_taken_out(
    call: Call, add: Add, viewer: Editor, curator: Editor, schema: Schema
) -> None:
    title = add(tagline="before")
    one = proposed(viewer, title, tagline="after")
    curator.accept(one)
    curator.revert(title, 2)
    locked(call, curator, title, "overview")
    kept = {("idempotency_keys", "principal")}  # with the first answer, for a day; dropped by the account's key
    assert where_named(schema, viewer.sub) == {
        *kept, ("idempotency_keys", "reply"),
        ("field_changes", "changed_by"), ("proposals", "proposed_by"), ("proposers", "account"),
    }  # fmt: skip
    assert where_named(schema, curator.sub) == {
        *kept, ("field_changes", "changed_by"), ("proposals", "reviewed_by"), ("field_locks", "locked_by"),
    }  # fmt: skip
    for editor in (viewer, curator):
        for table, column in where_named(schema, editor.sub) - {("idempotency_keys", "reply"), *kept}:
            schema.rows(f"UPDATE {table} SET {column} = '' WHERE {column} = %s", (editor.sub,))  # noqa: S608
        schema.rows("DELETE FROM idempotency_keys WHERE principal = %s", (editor.sub,))
        assert where_named(schema, editor.sub) == set()
    other = Editor("review")
    assert (other.read(one).json["proposed_by"], other.read(one).json["diff"][0]["accepted"]) == ("", True)
    assert [each["changed_by"] for each in versions(call, title)] == ["", "", "", "operator"]
    assert provenance(other, title)["tagline"]["set_by"] == ""
