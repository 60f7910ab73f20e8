"""What the sample set says beside the columns of its films: series, texts, names, releases, collections, ids at IMDb.

As the rows that `catalogue.import_records` and `catalogue.import_things` take. The catalogue finds a film by its
number, and from then on everything of ours by its slug.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from seed.rows import Row, films, number, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE = Path(__file__).parent
SOURCE = "cdlc"
Told = dict[str, Any]


def series() -> list[Told]:
    """The series as series.yaml has them."""
    found: list[Told] = read(HERE / "series.yaml")
    return found


def record_batches() -> list[Row]:
    """Three batches, as what stands under something comes after it: films and series, seasons, episodes."""
    beside = _beside()
    titles = [{**_film(each), **beside.get(each["slug"], {})} for each in films()]
    titles += [{**_series(each), **beside.get(each["slug"], {})} for each in series()]
    parts = [part for each in series() for part in _parts(each)]
    under = ([part for part in parts if part["kind"] == kind] for kind in ("season", "episode"))
    return [{"source": SOURCE, "rows": _lines(batch)} for batch in (titles, *under)]


def collections() -> list[Told]:
    """The collections as collections.yaml has them."""
    found: list[Told] = read(HERE / "collections.yaml")
    return found


def collection_batch(title_ids: Mapping[str, str]) -> Row:
    """The collections with their titles by what the catalogue calls them; each has the same id in every catalogue."""
    told = [{**each, "titles": [title_ids[slug] for slug in each["titles"]]} for each in collections()]
    rows = _lines([{**each, "id": f"019a9f5e-7a00-7000-8000-{number(each['name']):012x}"} for each in told])
    return {"kind": "collections", "source": SOURCE, "rows": rows}


def _lines(records: list[Told]) -> list[Row]:
    return [{"line": line, "record": record} for line, record in enumerate(records, start=1)]


def _film(told: Told) -> Told:
    return {"kind": "film", "external_ids": {"tmdb": str(number(told["slug"])), **_ids(told)}}


def _series(told: Told) -> Told:
    return {
        "kind": "series", "name": told["title"], "original_language": told["language"], "overview": told["overview"],
        "status": "ended", "release_date": str(told["released"]), "country_codes": told["countries"],
        "genres": told["genres"], "companies": [_named(each) for each in told["companies"]],
        "credits": [*_cast(told), *_crew(told)], "external_ids": _ids(told),
    }  # fmt: skip


def _ids(told: Told) -> dict[str, str]:
    return {SOURCE: told["slug"], **({"imdb": told["imdb"]} if "imdb" in told else {})}


def _named(name: str) -> Told:
    return {"name": name, "external_ids": {"tmdb": str(number(name))}}


def _cast(told: Told) -> Iterator[Told]:
    for place, (name, character) in enumerate(told["cast"].items()):
        yield {"person": _named(name), "role": "cast", "character": character, "billing_order": place}


def _crew(told: Told) -> Iterator[Told]:
    for name in told["directors"]:
        yield {"person": _named(name), "role": "crew", "department": "Directing", "job": "Director"}


def _parts(told: Told) -> Iterator[Told]:
    """Each season, then its episodes."""
    for place, season in enumerate(told["seasons"], start=1):
        slug = f"{told['slug']}-{place}"
        yield _part("season", told["slug"], slug, place, season)
        for at, episode in enumerate(season["episodes"], start=1):
            yield _part("episode", slug, f"{slug}-{at}", at, episode)


def _part(kind: str, parent: str, slug: str, place: int, told: Told) -> Told:
    part = {"kind": kind, "parent": {"external_ids": {SOURCE: parent}}, "external_ids": {SOURCE: slug}}
    facts = {"number": place, "name": told["title"], "overview": told.get("overview", "")}
    days = {"release_date": str(told["released"])} if "released" in told else {}
    lengths = {"runtime_minutes": told["minutes"]} if "minutes" in told else {}
    return {**part, **facts, **days, **lengths}


def _beside() -> dict[str, Told]:
    """By slug, the parts that have files of their own."""
    found: dict[str, Told] = {}
    for slug, texts in read(HERE / "texts.yaml").items():
        found.setdefault(slug, {})["translations"] = [{"language": each, **told} for each, told in texts.items()]
    for slug, names in read(HERE / "names.yaml").items():
        found.setdefault(slug, {})["alternative_titles"] = names
    for slug, countries in read(HERE / "releases.yaml").items():
        found.setdefault(slug, {})["releases"] = [
            {"country_code": code, **each, "release_date": str(each["release_date"])}
            for code, items in countries.items()
            for each in items
        ]
    return found
