"""list_translations, put_translation, remove_translation and the languages of get_title and search_titles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from catalogue import _wiring
from integration.catalogue.lambda_calls import deliver

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.context_stores import Schema
    from integration.catalogue.lambda_calls import Answer

    Call = Callable[..., Answer]
    Add = Callable[..., dict[str, Any]]

FRENCH = {"name": "Métropolis", "overview": "Une ville à deux classes.", "tagline": ""}


def put(call: Call, title: dict[str, Any], language: str, body: dict[str, Any], etag: str | None = None) -> Answer:
    path = {"title_id": title["id"], "language": language}
    return call("put_translation", path=path, body=body, headers={"If-Match": etag or title["etag"]})


def read(call: Call, title: dict[str, Any], accept: str = "", **query: str) -> Answer:
    return call("get_title", path={"title_id": title["id"]}, query=query, headers={"Accept-Language": accept})


def test_a_reader_of_a_language_sees_its_texts_and_the_own_ones_where_there_are_none(call: Call, add: Add) -> None:
    title = add(name="Metropolis", overview="A city.", tagline="Own")
    assert put(call, title, "fr", FRENCH).status == 200
    told = read(call, title, language="fr-CA")
    assert (told.json["name"], told.json["overview"], told.json["tagline"]) == (
        "Métropolis", "Une ville à deux classes.", "Own",
    )  # fmt: skip
    assert (told.headers["content-language"], told.json["translations"]) == ("fr", None)
    own = read(call, title, language="de")
    assert (own.json["name"], own.headers.get("content-language")) == ("Metropolis", None)


def test_the_exact_language_goes_before_its_base_field_by_field(call: Call, add: Add) -> None:
    title = add(overview="A city.")
    etag = put(call, title, "fr", FRENCH).headers["etag"]
    put(call, title, "fr-CA", {"name": "La Métropole"}, etag)
    told = read(call, title, language="FR-ca")
    assert (told.json["name"], told.json["overview"]) == ("La Métropole", FRENCH["overview"])
    assert told.headers["content-language"] == "fr-CA, fr"


def test_language_goes_over_accept_language_and_only_that_header_varies_a_reply(call: Call, add: Add) -> None:
    title = add(name="Metropolis")
    put(call, title, "fr", FRENCH)
    by_header = read(call, title, "fr-FR, en;q=0.5")
    assert (by_header.json["name"], by_header.headers["vary"]) == ("Métropolis", "Accept-Language")
    by_query = read(call, title, "fr", language="en")
    assert (by_query.json["name"], by_query.headers.get("vary")) == ("Metropolis", None)
    plain = read(call, title)
    assert (plain.json["name"], plain.headers["vary"]) == ("Metropolis", "Accept-Language")
    assert len({each.headers["etag"] for each in (by_header, by_query, plain)}) == 3


@pytest.mark.parametrize("language", ["", "f", "french-", "fr_FR", "fr-" + "x" * 20])
def test_a_language_that_is_none_is_422(call: Call, add: Add, language: str) -> None:
    answer = read(call, add(), language=language)
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, "/query/language")


def test_a_list_tells_its_names_in_the_language(call: Call, add: Add) -> None:
    title, other = add(name="Metropolis"), add(name="Nosferatu")
    put(call, title, "fr", FRENCH)
    query = {"id": f"{title['id']},{other['id']}", "sort": "name"}
    told = call("search_titles", query={**query, "text_language": "fr-BE"})
    assert [each["name"] for each in told.json["items"]] == ["Métropolis", "Nosferatu"]
    assert told.headers["content-language"] == "fr"
    by_header = call("search_titles", query=query, headers={"Accept-Language": "fr"})
    assert by_header.json == told.json
    assert by_header.headers["vary"] == "Accept-Language"
    assert call("search_titles", query={**query, "text_language": "??"}).status == 422


def test_a_change_is_a_version_with_its_history_and_event(call: Call, add: Add, schema: Schema) -> None:
    title = add()
    first = put(call, title, "FR", FRENCH)
    assert (first.json, first.headers["etag"][:3]) == ({"language": "fr", **FRENCH}, '"2-')
    second = put(call, title, "fr", {**FRENCH, "name": "Metropolis"}, first.headers["etag"])
    again = put(call, title, "fr", {**FRENCH, "name": "Metropolis"}, second.headers["etag"])
    assert again.headers["etag"] == second.headers["etag"]  # nothing differs: no version
    gone = call(
        "remove_translation",
        path={"title_id": title["id"], "language": "fr"},
        headers={"If-Match": again.headers["etag"]},
    )
    assert gone.status == 204
    history = call("list_title_changes", path={"title_id": title["id"]}).json["items"]
    changes = [
        (each["field"], (each["before"] or {}).get("name"), (each["after"] or {}).get("name"))
        for revision in history
        for each in revision["changes"]
    ]
    assert changes == [
        ("translations.fr", "Metropolis", None),
        ("translations.fr", "Métropolis", "Metropolis"),
        ("translations.fr", None, "Métropolis"),
        ("", None, None),
    ]
    events = schema.published(title["id"])
    assert [(each.aggregateversion, each.data.get("changed")) for each in events[1:]] == [
        (version, ["translations"]) for version in (2, 3, 4)
    ]
    assert call("list_translations", path={"title_id": title["id"]}).json["items"] == []


def test_translations_are_cached_and_a_change_shows_at_once_and_by_its_event(
    call: Call, add: Add, schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = add()
    path = {"title_id": title["id"]}
    assert call("list_translations", path=path).json["items"] == []
    put(call, title, "fr", FRENCH)
    listed = call("list_translations", path=path)
    assert listed.json["items"] == [{"language": "fr", **FRENCH}]
    deliver("catalogue", "on_title_changed", *schema.published(title["id"]))
    monkeypatch.setattr(_wiring, "titles", lambda: pytest.fail("MySQL was asked"))
    assert call("list_translations", path=path).json == listed.json
    assert read(call, title, language="fr", append="translations").json["translations"] == listed.json["items"]


def test_what_cannot_be_written_changes_nothing(call: Call, add: Add) -> None:
    title = add()
    assert put(call, title, "fr", FRENCH, '"9-00000000"').json["type"] == "/problems/changed-meanwhile"
    for language, body in (
        ("fr_FR", FRENCH), ("f", FRENCH), ("fr", {"name": "x" * 256}), ("fr", {"title": "x"}), ("fr", {"name": None}),
    ):  # fmt: skip
        assert put(call, title, language, body).status == 422, (language, body)
    path = {"title_id": title["id"], "language": "fr"}
    absent = call("remove_translation", path=path, headers={"If-Match": title["etag"]})
    assert (absent.status, absent.json["type"]) == (404, "/problems/translation-not-found")
    assert len(call("list_title_changes", path={"title_id": title["id"]}).json["items"]) == 1
