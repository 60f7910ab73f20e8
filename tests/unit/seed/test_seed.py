"""The project's own sample data is whole, well-formed and taken by the readers of the contexts that import it."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from booking._domain.programme import checked
from booking._programme_rows import ProgrammeRows
from catalogue._domain.batch import Row, read_batch
from discovery._domain.movielens import read_link, read_rating
from seed import posters, rows
from seed.programme import programme_rows

FILMS = rows.films()
LAST = datetime(2026, 3, 1, tzinfo=UTC)


def sentences(text: str) -> int:
    return len(re.findall(r"[.!?](?:\s|$)", text))


def test_there_are_enough_films_of_many_kinds() -> None:
    assert 58 <= len(FILMS) <= 64
    assert len({genre for film in FILMS for genre in film["genres"]}) >= 10
    assert len({country for film in FILMS for country in film["countries"]}) >= 7
    assert len({film["slug"] for film in FILMS}) == len(FILMS)


@pytest.mark.parametrize("film", FILMS, ids=[film["slug"] for film in FILMS])
def test_a_film_says_everything_that_a_page_shows(film: rows.Film) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", film["slug"])
    for several in ("countries", "companies", "genres", "keywords", "directors", "writers"):
        assert film[several], several
        assert len(set(film[several])) == len(film[several])
    assert film["cast"] or "Animation" in film["genres"]
    assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", str(film["released"]))
    assert re.fullmatch(r"tt\d{7,8}", film.get("imdb", "tt0000000"))
    assert 5 <= film["minutes"] <= 240
    assert 2 <= sentences(film["overview"]) <= 3
    assert film["basis"]
    early = int(str(film["released"])[:4]) < 1931
    assert early == (film["basis"] == "published before 1931")


def test_the_catalogue_reads_every_film_as_it_is_meant() -> None:
    taken = read_batch([Row(row["line"], row["movie"], row["credits"]) for row in rows.title_rows()], {})
    assert taken.rejected == ()
    by_number = {film.number: film for film in taken.films}
    assert len(by_number) == len(FILMS)
    for film in FILMS:
        read = by_number[rows.number(film["slug"])]
        assert read.facts.name == film["title"]
        assert str(read.facts.release_date).startswith(str(film["released"]))
        assert read.facts.runtime_minutes == film["minutes"]
        assert [credit.character for credit in read.credits if credit.kind == "cast"] == list(film["cast"].values())
        jobs = Counter(credit.job for credit in read.credits if credit.kind == "crew")
        assert (jobs["Director"], jobs["Writer"]) == (len(film["directors"]), len(film["writers"]))


def test_the_rows_are_the_same_in_every_run_so_that_seeding_twice_changes_nothing() -> None:
    first = rows.title_rows()
    hashes = {
        film.number: film.source_hash
        for film in read_batch([Row(r["line"], r["movie"], r["credits"]) for r in first], {}).films
    }
    again = read_batch([Row(r["line"], r["movie"], r["credits"]) for r in rows.title_rows()], hashes)
    assert (again.films, again.unchanged) == ((), len(FILMS))


def test_no_two_films_people_or_companies_share_a_number() -> None:
    for names in (
        {film["slug"] for film in FILMS},
        {name for film in FILMS for name in (*film["directors"], *film["writers"], *film["cast"])},
        {name for film in FILMS for name in film["companies"]},
    ):
        numbers = {rows.number(name) for name in names}
        assert len(numbers) == len(names)
        assert all(rows.FIRST <= number < 2**32 for number in numbers)


def test_made_up_ratings_are_read_by_discovery_and_end_at_the_moment_asked_for() -> None:
    made = rows.rating_rows(LAST)
    ratings = [read_rating(row) for row in made["ratings"]]
    links = [read_link(row) for row in made["links"]]
    assert max(rating.rated_at for rating in ratings) == LAST
    assert len({rating.user_id for rating in ratings}) == rows.USERS
    assert len({(rating.user_id, rating.movie_id) for rating in ratings}) == len(ratings)
    assert {rating.movie_id for rating in ratings} <= {link.movie_id for link in links}
    counts = sorted(Counter(rating.movie_id for rating in ratings).values())
    assert counts[-1] > 5 * counts[len(counts) // 2 - 1] / 2, "some films are rated far more often than others"
    assert made == rows.rating_rows(LAST)
    assert made != rows.rating_rows(LAST, seed=1903)


@pytest.mark.parametrize("film", FILMS, ids=[film["slug"] for film in FILMS])
def test_a_poster_is_what_the_generator_draws_small_and_well_formed(film: rows.Film) -> None:
    path = posters.FOLDER / f"{film['slug']}.svg"
    assert path.read_text() == posters.poster(film), "draw them anew: python -m seed.posters"
    assert path.stat().st_size <= 5_000
    drawing = ET.fromstring(path.read_text())  # noqa: S314  # our own file
    assert drawing.get("aria-label") == film["title"]
    shown = " ".join(text.text or "" for text in drawing.iter("{http://www.w3.org/2000/svg}text"))
    assert film["title"] in shown
    assert str(film["released"])[:4] in shown


def test_every_film_has_a_motif_of_its_own_and_no_poster_is_left_over() -> None:
    assert len({film["poster"]["motif"] for film in FILMS}) == len(FILMS)
    assert {path.stem for path in posters.FOLDER.iterdir()} == {film["slug"] for film in FILMS}


def test_the_rows_are_json() -> None:
    assert json.loads(json.dumps(rows.title_rows())) == rows.title_rows()


def test_the_programme_is_taken_and_the_same_day_gives_the_same_showings() -> None:
    titles = [f"title-{number}" for number in range(7)]
    sent = programme_rows(titles, LAST)
    read = ProgrammeRows.model_validate(sent)
    checked([venue.planned() for venue in read.venues], [showing.planned() for showing in read.showings])
    assert sent == programme_rows(titles, LAST)
    starts = [(showing.auditorium, showing.starts_at) for showing in read.showings]
    assert len(set(starts)) == len(starts) == 6 * 14
    assert {showing.title_id for showing in read.showings} == set(titles)
    tomorrow = programme_rows(titles, LAST + timedelta(days=1))["showings"]
    assert [showing for showing in tomorrow if showing in sent["showings"]] == sent["showings"][6:]
