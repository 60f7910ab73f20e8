"""import_titles on MariaDB: what a batch adds, changes, leaves alone and refuses."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from catalogue._adapters.mysql_import import FilmImport
from catalogue._domain.tmdb import read_film
from catalogue.get_person import handler as get_person
from catalogue.import_titles import handler
from catalogue.rebuild_search import handler as rebuild_search
from chassis.ids import from_bytes
from chassis.mysql import Database
from integration.catalogue.films import again, cast, crew, film, number, person
from integration.catalogue.lambda_calls import sample

if TYPE_CHECKING:
    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema

    Row = dict[str, Any]


def run(*rows: Row) -> tuple[int, int, int, list[Row]]:
    answer = handler({"rows": list(rows)}, None)
    return answer["added"], answer["changed"], answer["unchanged"], answer["rejected"]


def title_id(schema: Schema, row: Row) -> str:
    sql = "SELECT title_id FROM title_external_ids WHERE source = 'tmdb' AND value = %s"
    return from_bytes(schema.rows(sql, (row["movie"]["id"],))[0]["title_id"])


def read(call: Call, schema: Schema, row: Row, append: str = "credits,companies,countries,keywords") -> Any:
    answer = call("get_title", path={"title_id": title_id(schema, row)}, query={"append": append})
    assert answer.status == 200, answer.json
    return answer.json


@pytest.fixture(autouse=True)
def _ready(schema: Schema) -> None:
    """Every test here needs the stores."""


def test_a_film_arrives_with_everything_that_hangs_on_it(call: Call, schema: Schema) -> None:
    ann, bob = person("Ann Önce", 1), person("Bob", 2)
    studio = {"id": number(), "name": "Studio of One"}
    row = film(
        title="The Long Walk",
        budget="1500000",
        original_language="cn",
        keywords=[
            {"id": 1, "name": "walking"},
            {"id": 2, "name": "café"},
            {"id": 3, "name": "cafe"},
            {"id": 4, "name": ""},
        ],
        production_companies=[studio],
        production_countries=[{"iso_3166_1": "JP", "name": "Japan"}, {"iso_3166_1": "FR", "name": "France"}],
        cast=[cast(bob, "The Walker", 1), cast(ann, "The Road", 0)],
        crew=[crew(ann), crew(ann, "Writer", "Writing")],
    )
    assert run(row) == (1, 0, 0, [])
    title = read(call, schema, row)
    assert (title["name"], title["original_language"], title["external_ids"]) == (
        "The Long Walk",
        "yue",
        {"tmdb": row["movie"]["id"]},
    )
    assert title["budget"] == {"amount": 150_000_000, "currency": "USD"}
    assert title["revenue"] is None
    assert title["keywords"] == ["walking", "café", "cafe"]
    assert [company["name"] for company in title["companies"]] == ["Studio of One"]
    assert title["country_codes"] == ["JP", "FR"]
    assert [(credit["name"], credit["character"]) for credit in title["credits"]["cast"]] == [
        ("Ann Önce", "The Road"),
        ("Bob", "The Walker"),
    ]
    assert [(credit["name"], credit["job"]) for credit in title["credits"]["crew"]] == [
        ("Ann Önce", "Director"),
        ("Ann Önce", "Writer"),
    ]
    (event,) = schema.published(title["id"])
    assert event.data["keywords"] == ["walking", "café", "cafe"]
    assert event.data["external_ids"] == {"tmdb": row["movie"]["id"]}


def test_a_person_has_a_filmography_of_titles_that_still_exist(call: Call, schema: Schema) -> None:
    ann = person("Ann", 1)
    old, new = film(release_date="1950-01-01", title="Old", cast=[cast(ann)]), film(title="New", crew=[crew(ann)])
    run(old, new)
    person_id = read(call, schema, old)["credits"]["cast"][0]["person_id"]
    found = call("get_person", path={"person_id": person_id}).json
    assert (found["name"], found["gender"], found["external_ids"]) == ("Ann", "female", {"tmdb": str(ann["id"])})
    assert [(entry["name"], entry["role"]) for entry in found["filmography"]] == [("New", "crew"), ("Old", "cast")]
    call("remove_title", path={"title_id": title_id(schema, new)}, headers={"If-Match": '"1-0"'})
    found = call("get_person", path={"person_id": person_id}).json
    assert [entry["name"] for entry in found["filmography"]] == ["Old"]
    assert get_person(sample("catalogue", "get_person"), None)["statusCode"] == 404


def test_a_second_import_changes_nothing_and_tells_nobody(schema: Schema) -> None:
    rows = [film(line, cast=[cast(person())], crew=[crew(person())]) for line in range(2, 12)]
    assert run(*rows) == (10, 0, 0, [])
    before = schema.number("SELECT COUNT(*) FROM published")
    assert run(*rows) == (0, 0, 10, [])
    assert schema.number("SELECT COUNT(*) FROM published") == before
    ids = [title_id(schema, row) for row in rows]
    assert all(schema.published(each)[-1].aggregateversion == 1 for each in ids)


def test_a_changed_film_gets_a_new_version_and_an_event_that_names_the_fields(call: Call, schema: Schema) -> None:
    ann, bob, cleo = person("Ann"), person("Bob"), person("Cleo")
    stays, goes, alters = cast(ann, "A", 0), cast(bob, "B", 1), crew(ann, "Editor", "Editing")
    row = film(cast=[stays, goes], crew=[alters], keywords=[{"id": 1, "name": "rain"}])
    run(row)
    later = again(
        row,
        runtime="95",
        keywords=[{"id": 1, "name": "rain"}, {"id": 2, "name": "snow"}],
        genres=[{"id": 35, "name": "Comedy"}],
        cast=[stays, cast(cleo, "C", 1)],
        crew=[{**alters, "job": "Assistant Editor"}],
    )
    kept = "SELECT id FROM credits WHERE external_id = %s"
    before = schema.rows(kept, (stays["credit_id"],)), schema.rows(kept, (alters["credit_id"],))
    assert run(later) == (0, 1, 0, [])
    title = read(call, schema, row)
    assert (title["runtime_minutes"], title["genres"], title["keywords"]) == (95, ["comedy"], ["rain", "snow"])
    assert [credit["name"] for credit in title["credits"]["cast"]] == ["Ann", "Cleo"]
    assert [credit["job"] for credit in title["credits"]["crew"]] == ["Assistant Editor"]
    assert (schema.rows(kept, (stays["credit_id"],)), schema.rows(kept, (alters["credit_id"],))) == before
    event = schema.published(title["id"])[-1]
    assert (event.aggregateversion, set(event.data["changed"])) == (
        2,
        {"runtime_minutes", "genres", "keywords", "credits"},
    )
    assert run(later) == (0, 0, 1, [])


def test_a_row_that_is_only_written_otherwise_is_unchanged(schema: Schema) -> None:
    row = film(runtime="90")
    run(row)
    assert run(again(row, runtime="90.0")) == (0, 0, 1, [])
    assert len(schema.published(title_id(schema, row))) == 1


def test_a_correction_survives_the_same_row_and_yields_to_a_new_one(call: Call, schema: Schema) -> None:
    row = film(title="The Wrong Name")
    run(row)
    path = {"title_id": title_id(schema, row)}
    imdb = {"imdb": f"tt{number()}"}
    fixed = call(
        "change_title", path=path, body={"name": "The Right Name", "external_ids": imdb}, headers={"If-Match": '"1-0"'}
    )
    assert fixed.status == 200
    assert run(row) == (0, 0, 1, [])
    assert read(call, schema, row)["name"] == "The Right Name"
    assert run(again(row, title="The New Name")) == (0, 1, 0, [])
    title = call("get_title", path=path, query={"append": "keywords"}).json
    assert title["external_ids"] == {"tmdb": row["movie"]["id"], **imdb}


def test_a_removed_title_stays_removed(call: Call, schema: Schema) -> None:
    row = film()
    run(row)
    path = {"title_id": title_id(schema, row)}
    assert call("remove_title", path=path, headers={"If-Match": '"1-0"'}).status == 204
    assert run(row) == (0, 0, 1, [])
    assert run(again(row, title="Back Again")) == (0, 0, 1, [])
    assert call("get_title", path=path).status == 410


def test_a_person_with_another_name_renews_every_title_that_shows_it(schema: Schema) -> None:
    ann = person("Ann")
    studio = {"id": number(), "name": "Old Studio"}
    first, second = film(cast=[cast(ann)]), film(crew=[crew(ann)], production_companies=[studio])
    third = film(production_companies=[studio])
    run(first, second, third)
    renamed = film(cast=[cast({**ann, "name": "Anna"})], production_companies=[{**studio, "name": "New Studio"}])
    assert run(renamed) == (1, 0, 0, [])
    assert schema.published(title_id(schema, first))[-1].data["changed"] == ["credits"]
    assert {event.aggregateversion for event in schema.published(title_id(schema, second))} == {1, 2, 3}
    assert schema.published(title_id(schema, third))[-1].data["changed"] == ["companies"]


BROKEN: dict[str, dict[str, Any]] = {
    "id: empty": {"id": ""},
    "id: 'x1' is no number": {"id": "x1"},
    "title: empty": {"title": " "},
    "title: 256 characters, at most 255 fit": {"title": "x" * 256},
    "overview: 4001 characters, at most 4000 fit": {"overview": "x" * 4001},
    "overview: not UTF-8": {"overview": "caf\udce9"},
    "release_date: '1953-02-30' is no date YYYY-MM-DD": {"release_date": "1953-02-30"},
    "release_date: '19530105' is no date YYYY-MM-DD": {"release_date": "19530105"},
    "keywords: not JSON": {"keywords": '[{"id": 1, "na'},
    "genres: not a JSON array of objects": {"genres": '{"id": 1}'},
    "runtime: -5 leaves 0..100000": {"runtime": "-5"},
    "status: 'Lost' is none of": {"status": "Lost"},
    "production_companies.id: 'x' is no int": {"production_companies": '[{"id": "x", "name": "y"}]'},
    "tagline: missing": {"tagline": None},
}


def test_rows_that_cannot_be_taken_are_named_by_line_and_the_rest_goes_on(schema: Schema) -> None:
    bad = [film(line, **cells) for line, cells in enumerate(BROKEN.values(), 10)]
    long_character = film(90, cast=[cast(person(), "x" * 513)])
    broken_credits = film(91)
    broken_credits["credits"]["crew"] = "[["
    without_film = {"line": 92, "movie": None, "credits": {"movie_id": "12"}}
    good = [film(2), film(200)]
    twice = {**good[0], "line": 201}
    before = schema.number("SELECT COUNT(*) FROM titles")
    added, changed, unchanged, rejected = run(
        good[0], *bad, long_character, broken_credits, without_film, good[1], twice
    )
    assert (added, changed, unchanged) == (2, 0, 0)
    reasons = {row["line"]: row["reason"] for row in rejected}
    assert list(reasons) == [*range(10, 10 + len(BROKEN)), 90, 91, 92, 201]
    for line, expected in enumerate(BROKEN, 10):
        assert reasons[line].startswith(expected)
    assert reasons[90] == "cast.character: 513 characters, at most 512 fit"
    assert reasons[91].startswith("crew: not JSON")
    assert reasons[92] == "movie_id: there is no film '12' for these credits"
    assert reasons[201] == f"id: film {good[0]['movie']['id']} is in line 2 already"
    assert schema.number("SELECT COUNT(*) FROM titles") == before + 2


def test_a_credit_that_comes_twice_counts_once(call: Call, schema: Schema) -> None:
    twice = cast(person("Echo"))
    row = film(cast=[twice, twice])
    assert run(row) == (1, 0, 0, [])
    assert len(read(call, schema, row)["credits"]["cast"]) == 1


def test_batches_side_by_side_share_people_companies_and_keywords(schema: Schema) -> None:
    people, studio = [person(f"P{n}") for n in range(40)], {"id": number(), "name": "Shared"}
    batches = [
        [
            film(cast=[cast(who) for who in people], keywords=[{"id": 1, "name": f"k{people[0]['id']}"}],
                 production_companies=[studio])
            for _ in range(5)
        ]
        for _ in range(3)
    ]  # fmt: skip
    at, failures, start = datetime.now(UTC), list[BaseException](), threading.Barrier(3)

    def work(rows: list[Row]) -> None:
        store = FilmImport(Database(schema.url, schema.secret))
        films = [read_film(row["movie"], row["credits"]) for row in rows]
        start.wait()
        try:
            assert store.store(films, at).added == len(films)
        except BaseException as failure:  # noqa: BLE001 - the main thread asserts
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(rows,)) for rows in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    numbers = tuple(who["id"] for who in people)
    assert schema.number("SELECT COUNT(*) FROM people WHERE tmdb_id IN %s", (numbers,)) == len(people)
    assert schema.number("SELECT COUNT(*) FROM companies WHERE tmdb_id = %s", (studio["id"],)) == 1
    sql = "SELECT COUNT(*) FROM credits c JOIN people p ON p.id = c.person_id WHERE p.tmdb_id IN %s"
    assert schema.number(sql, (numbers,)) == 15 * len(people)


def test_an_import_indexes_people_as_a_rebuild_does(schema: Schema) -> None:
    ann, bob = person("Ann Indexed"), person("Bob Indexed")
    run(
        film(
            popularity="7.123456", cast=[cast(ann, order=2), cast(bob, order=6)], crew=[crew(ann, "Editor", "Editing")]
        )
    )
    run(film(popularity="90", crew=[crew(bob)]), film(popularity="1.5", cast=[cast(ann, order=0)]))
    run(film(popularity="3", cast=[cast({**ann, "name": "Anna Indexed"}, order=1)]))
    held = "SELECT thing_id, name, popularity FROM search_names WHERE thing_kind = 'person'"
    words = "SELECT word, thing_kind, band, name_id FROM search_words"

    def index() -> set[tuple[Any, ...]]:
        return {tuple(row.values()) for row in (*schema.rows(held), *schema.rows(words))}

    before = index()
    assert {"Anna Indexed", "Bob Indexed"} <= {row[1] for row in before}
    rebuild_search({}, None)
    assert index() ^ before == set()


def test_the_sample_batch_is_taken(call: Call, schema: Schema) -> None:
    batch = sample("catalogue", "import_titles")
    assert run(*batch["rows"]) == (1, 0, 0, [])
    assert read(call, schema, batch["rows"][0])["credits"]["cast"][0]["character"] == "Maria"
