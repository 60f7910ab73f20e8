"""search_names on MariaDB: slips, accents, other scripts, beginnings, popularity, and an index that keeps up."""

from __future__ import annotations

import random
import string
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from catalogue import _wiring
from catalogue._adapters import mysql_titles
from integration.catalogue.films import again, cast, crew, film, number, person
from integration.catalogue.lambda_calls import sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema

    Add = Callable[..., dict[str, Any]]


@pytest.fixture
def word() -> str:
    """A word of letters that only this test's names carry."""
    return "".join(random.Random(uuid.uuid4().int).choices(string.ascii_lowercase, k=10))


def found(call: Call, query: str, **more: Any) -> list[dict[str, Any]]:
    answer = call("search_names", query={"query": query, **more})
    assert answer.status == 200, answer.json
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def names(call: Call, query: str, **more: Any) -> list[str]:
    return [item["name"] for item in found(call, query, **more)]


def imported(*rows: dict[str, Any]) -> None:
    from catalogue.import_titles import handler  # noqa: PLC0415 - its stores are the test's

    assert handler({"rows": list(rows)}, None)["rejected"] == []


def postings(schema: Schema) -> int:
    """Words that lead to no name."""
    return schema.number("SELECT COUNT(*) FROM search_words WHERE name_id NOT IN (SELECT id FROM search_names)")


def test_the_sample_request_is_answered(call: Call, add: Add) -> None:
    made = add(name="Nosferatu", release_date="1922-03-04")
    asked = sample("catalogue", "search_names")["queryStringParameters"]
    (item,) = [each for each in call("search_names", query=asked).json["items"] if each["id"] == made["id"]]
    assert item == {
        "id": made["id"], "kind": "film", "name": "Nosferatu", "matched_name": "Nosferatu", "year": 1922,
        "popularity": 0.0,
    }  # fmt: skip


def test_slips_are_forgiven(call: Call, add: Add, word: str) -> None:
    name = f"The Haunted {word.title()} Mystery"
    add(name=name)
    slips = [word[:4] + word[5:], word[:4] + "x" + word[4:], word[:4] + word[5] + word[4] + word[6:], f"{word[:-1]}e"]
    for slip in slips:
        assert names(call, f"haunted {slip} mystery")[:1] == [name], slip
        assert names(call, slip)[:1] == [name], slip
    assert names(call, f"the haunted{word} mystery")[:1] == [name]


def test_accents_case_and_punctuation_do_not_count(call: Call, add: Add, word: str) -> None:
    name = f"Les Échos de l'{word.title()}: Ça ira & après"
    add(name=name)
    for text in (f"les echos de l{word} ca ira and apres", f"ÉCHOS DE L'{word.upper()}", f"  échos…   {word}? "):
        assert names(call, text)[:1] == [name], text


def test_other_scripts_are_found_as_they_are_and_by_their_letters(call: Call, add: Add) -> None:
    add(name="Battleship Potemkin", original_name="Броненосец «Потёмкин»")
    add(name="A Page of Madness", original_name="狂った一頁")
    for text in ("Броненосец", "броненосец потемкин", "bronenosets"):
        (first, *_) = found(call, text)
        assert (first["name"], first["matched_name"]) == ("Battleship Potemkin", "Броненосец «Потёмкин»"), text
    assert names(call, "狂った")[:1] == ["A Page of Madness"]


def test_a_name_is_found_as_one_types_it(call: Call, add: Add, word: str) -> None:
    name = f"{word.title()} Rising"
    add(name=name)
    text = f"{word} rising"
    for length in range(4, len(text) + 1):
        assert name in names(call, text[:length]), text[:length]
    assert names(call, text[: len(word) + 3])[:1] == [name]


def test_of_names_alike_the_more_popular_thing_comes_first(call: Call, word: str) -> None:
    rows = [film(title=f"{word} Story", popularity=popularity) for popularity in ("3.5", "120.25", "40")]
    imported(*rows)
    items = found(call, f"{word} story")
    assert [item["popularity"] for item in items[:3]] == [120.25, 40, 3.5]
    rarer = [film(title=f"{word} Storm", popularity="300")]
    imported(*rarer)
    assert names(call, f"{word} storm")[0] == f"{word} Storm"
    assert names(call, f"{word} story")[0] == f"{word} Story"


def test_people_are_found_and_are_as_popular_as_what_they_made(call: Call, word: str) -> None:
    star, extra = person(f"Greta {word.title()}"), person(f"Gretel {word.title()}")
    imported(film(popularity="80", cast=[cast(star), cast(extra, "Passer-by", 30)]))
    items = found(call, f"gret {word}")
    assert [(item["name"], item["kind"], item["year"]) for item in items[:2]] == [
        (star["name"], "person", None), (extra["name"], "person", None)
    ]  # fmt: skip
    assert items[0]["popularity"] == 80
    assert 0 < items[1]["popularity"] < 80


def test_a_film_is_found_by_its_name_and_who_made_it(call: Call, word: str) -> None:
    other, director = film(title=f"{word} Nights"), person(f"Ida {word[::-1].title()}")
    wanted = film(title=f"{word} Nights", popularity="0.1", crew=[crew(director)])
    imported(other, wanted)
    found_ids = [item["id"] for item in found(call, f"{word} nights {word[::-1]}", kind="film")]
    assert call("get_title", path={"title_id": found_ids[0]}).json["external_ids"]["tmdb"] == wanted["movie"]["id"]


def test_a_title_is_found_by_another_system_s_id(call: Call, add: Add) -> None:
    made = add(external_ids={"imdb": f"tt{number()}"})
    assert [item["id"] for item in found(call, made["external_ids"]["imdb"])][:1] == [made["id"]]


def test_kinds_are_kept_apart(call: Call, add: Add, word: str) -> None:
    add(name=f"{word} One")
    series = add(kind="series", name=f"{word} Two")
    add(kind="season", parent_id=series["id"], number=1, name=f"{word} Three")
    imported(film(cast=[cast(person(f"{word} Four"))]))
    for kinds, wanted in (
        ("film", {"One"}), ("series", {"Two"}), ("person", {"Four"}), ("-film", {"Two", "Four"}),
        ("film,person", {"One", "Four"}),
    ):  # fmt: skip
        assert {name.split()[-1] for name in names(call, word, kind=kinds)} == wanted, kinds
    assert len(found(call, word)) == 3
    assert len(found(call, word, limit="1")) == 1


def test_a_change_is_found_at_once_and_what_it_replaced_is_not(call: Call, add: Add, schema: Schema, word: str) -> None:
    made = add(name=f"First {word}")
    changed = call("change_title", path={"title_id": made["id"]}, headers={"If-Match": made["etag"]},
                   body={"name": f"Final {word[::-1]}", "original_name": f"Original {word[::-1]}"})  # fmt: skip
    assert [item["id"] for item in found(call, f"final {word[::-1]}")][:1] == [made["id"]]
    assert found(call, f"original {word[::-1]}")[0]["matched_name"] == f"Original {word[::-1]}"
    assert made["id"] not in {item["id"] for item in found(call, f"first {word}")}
    gone = call("remove_title", path={"title_id": made["id"]}, headers={"If-Match": changed.headers["etag"]})
    assert gone.status == 204
    assert made["id"] not in {item["id"] for item in found(call, f"final {word[::-1]}")}
    assert postings(schema) == 0


def test_alternative_titles_and_translations_are_names_too(call: Call, add: Add, word: str) -> None:
    made = add(name=f"Film {word}")
    parts = (
        (
            "replace_alternative_titles",
            {},
            {"items": [{"country_code": "ES", "name": f"Película {word[::-1]}", "kind": "alternative"}]},
        ),
        ("put_translation", {"language": "fi"}, {"name": f"Elokuva {word[::-1]}"}),
    )
    for operation, path, body in parts:
        etag = call("get_title", path={"title_id": made["id"]}).headers["etag"]
        assert (
            call(operation, path={"title_id": made["id"], **path}, body=body, headers={"If-Match": etag}).status == 200
        )
    for text in (f"pelicula {word[::-1]}", f"elokva {word[::-1]}"):
        (first, *_) = found(call, text)
        assert (first["id"], first["name"]) == (made["id"], made["name"])
        assert first["matched_name"] != made["name"]


def test_an_import_moves_what_became_more_popular_and_renames_people(call: Call, schema: Schema, word: str) -> None:
    who = person(f"Jo {word.title()}")
    row = film(title=f"{word} Island", popularity="1", cast=[cast(who)])
    imported(row)
    renamed = {**who, "name": f"Josephine {word.title()}"}
    imported(again(row, popularity="500", cast=[cast(renamed)]))
    items = {item["name"]: item for item in found(call, word)}
    assert set(items) == {f"{word} Island", renamed["name"]}
    assert {item["popularity"] for item in items.values()} == {500}
    assert postings(schema) == 0


def test_without_the_step_in_the_change_a_new_name_is_not_found(
    call: Call, add: Add, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mysql_titles, "index_titles", lambda *_: None)
    add(name=f"Unindexed {word}")
    assert found(call, word) == []


def test_rebuild_search_finds_again_what_the_index_lost(call: Call, add: Add, schema: Schema, word: str) -> None:
    from catalogue.rebuild_search import handler  # noqa: PLC0415

    made = add(name=f"Lost {word}")
    imported(film(cast=[cast(person(f"Lost {word}"))]))
    told = handler({}, None)
    before = schema.rows("SELECT * FROM search_words ORDER BY word, band, name_id")
    with _wiring.database().transaction() as tx:
        tx.run("DELETE FROM search_names")
        tx.run("DELETE FROM search_words")
        tx.save()
    assert found(call, word) == []
    assert handler({"only_if_empty": True}, None) == told
    assert told["titles"] == schema.number("SELECT COUNT(*) FROM titles")
    assert {item["kind"] for item in found(call, word)} == {"film", "person"}
    assert made["id"] in {item["id"] for item in found(call, word)}
    assert schema.rows("SELECT * FROM search_words ORDER BY word, band, name_id") == before
    assert handler(sample("catalogue", "rebuild_search"), None) == {"titles": 0, "people": 0}
    assert handler({}, None) == told


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"query": ""}, "/query/query"),
        ({"query": "x" * 201}, "/query/query"),
        ({"query": "x", "kind": "season"}, "/query/kind"),
        ({"query": "x", "limit": "101"}, "/query/limit"),
        ({"query": "x", "sort": "name"}, "/query/sort"),
        ({"limit": "5"}, "/query/query"),
    ],
)
def test_impossible_searches_are_refused(call: Call, query: dict[str, str], pointer: str) -> None:
    answer = call("search_names", query=query)
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.parametrize("text", ["?!…", "💥", "' OR 1=1 --", "%", "_", "\u0000", "a" * 200, " ".join("abcdefgh" * 12)])
def test_odd_texts_find_nothing_wrong(call: Call, text: str) -> None:
    assert len(found(call, text)) <= 20
