"""The sample set beside its films: every reference resolves, and the operations take every row."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from catalogue._replies.records import read_title
from catalogue._replies.thing_records import read_thing
from seed import records, rows

SERIES = records.series()
BATCHES = [batch["rows"] for batch in records.record_batches()]
TITLES, PARTS = BATCHES[0], [row for batch in BATCHES[1:] for row in batch]
SLUGS = {row["record"]["external_ids"][records.SOURCE] for row in TITLES}
COLLECTIONS = records.collection_batch({slug: str(uuid5(NAMESPACE_URL, slug)) for slug in SLUGS})["rows"]
LANGUAGES = {"de", "fr", "es", "it", "ja"}


def told(file: str) -> Any:
    return rows.read(records.HERE / f"{file}.yaml")


def test_the_import_takes_every_record() -> None:
    for row in (*TITLES, *PARTS):
        read_title(row["line"], row["record"])
    for batch in BATCHES:
        assert [row["line"] for row in batch] == list(range(1, len(batch) + 1))


def test_what_stands_under_something_stands_under_what_is_there_and_in_its_order() -> None:
    known = {record["external_ids"][records.SOURCE]: record for record in (row["record"] for row in (*TITLES, *PARTS))}
    assert len(known) == len(TITLES) + len(PARTS)
    above = {"season": "series", "episode": "season"}
    for part in (row["record"] for row in PARTS):
        parent = known[part["parent"]["external_ids"][records.SOURCE]]
        assert parent["kind"] == above[part["kind"]]
    for series in SERIES:
        for season in series["seasons"]:
            days = [each["released"] for each in season["episodes"] if "released" in each]
            assert days == sorted(days)
            assert days[0] == series["released"]


@pytest.mark.parametrize("series", SERIES, ids=[each["slug"] for each in SERIES])
def test_a_series_says_what_it_is_and_why_it_is_free(series: records.Told) -> None:
    assert series["basis"] in {"published before 1931", "copyright not renewed"}
    assert (series["released"] < date(1931, 1, 1)) == (series["basis"] == "published before 1931")
    for each in ("genres", "countries", "overview", "language", "directors", "cast", "companies"):
        assert series[each], each
    for episode in (each for season in series["seasons"] for each in season["episodes"]):
        assert re.search(r"[.]$", episode["overview"]), episode["title"]


def test_every_slug_is_that_of_a_film_or_a_series() -> None:
    assert len(SLUGS) == len(rows.films()) + len(SERIES)
    for file in ("texts", "names", "releases"):
        assert set(told(file)) <= SLUGS, file
    assert {slug for each in told("collections") for slug in each["titles"]} <= SLUGS


def test_a_dozen_films_are_told_in_five_languages_and_in_words_of_their_own() -> None:
    whole = [
        texts for texts in told("texts").values() if all(texts.get(each, {}).get("overview") for each in LANGUAGES)
    ]
    assert len(whole) >= 12
    overviews = [texts[each]["overview"] for texts in whole for each in LANGUAGES]
    assert len(set(overviews)) == len(overviews)
    originals = {film["slug"]: film for film in rows.films()}
    for slug, texts in told("texts").items():
        film = originals.get(slug)
        if film and film["language"] in texts and "original_title" in film:
            assert texts[film["language"]]["name"] == film["original_title"], slug


def test_the_first_release_is_not_before_the_film_and_each_day_is_one() -> None:
    released = {film["slug"]: str(film["released"]) for film in rows.films()}
    for slug, countries in told("releases").items():
        days = [each["release_date"] for items in countries.values() for each in items]
        assert all(isinstance(each, date) for each in days), slug
        assert str(min(days)).startswith(released[slug]), slug
    assert len({country for countries in told("releases").values() for country in countries}) >= 8


def test_an_id_at_imdb_is_a_films_or_a_series_own() -> None:
    given = [each["imdb"] for each in (*rows.films(), *SERIES) if "imdb" in each]
    assert len(given) >= 45
    assert len(set(given)) == len(given)
    assert all(re.fullmatch(r"tt\d{7,8}", each) for each in given)


def test_collections_are_taken_and_have_names_of_their_own_and_more_than_one_title() -> None:
    taken = [read_thing("collections", row["line"], row["record"]) for row in COLLECTIONS]
    assert len({each.id for each in taken}) == len({each.told["name"] for each in taken}) == len(taken) >= 6
    assert all(len(each.told["titles"]) >= 2 and each.told["overview"] for each in taken)


def test_the_rows_are_json() -> None:
    sent = [*records.record_batches(), COLLECTIONS]
    assert json.loads(json.dumps(sent)) == sent
