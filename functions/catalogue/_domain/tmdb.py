"""TMDB's export of films and credits (the columns of `tmdb_5000_movies.csv` and `tmdb_5000_credits.csv`) as `Film`s.

What TMDB writes as 0 or an empty text means "not known". Money is whole US dollars there, cents here.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal

from catalogue._domain import columns
from catalogue._domain.columns import RowRejected
from catalogue._domain.film import Film, SourceCompany, SourceCredit, SourcePerson
from catalogue._domain.title import Money, Status, TitleFacts

SOURCE = "tmdb"
# Raised whenever the reading below changes what a row means: every film is then compared anew by the next import.
READING = b"tmdb-1"

_STATUSES: dict[str, Status] = {
    "Rumored": "rumored",
    "Planned": "planned",
    "In Production": "in_production",
    "Post Production": "post_production",
    "Released": "released",
    "Canceled": "canceled",
}
_GENDERS: dict[int, Literal["female", "male", "non_binary"]] = {1: "female", 2: "male", 3: "non_binary"}
_LANGUAGES = {"cn": "yue", "xx": "zxx"}  # TMDB's own codes for Cantonese and for "no language"
_MICRO = Decimal("0.000001")
_CENT = Decimal("0.01")

Cells = Mapping[str, Any]


def source_hash(movie: Cells, credited: Cells | None) -> bytes:
    """SHA-256 of everything that the source says about one film."""
    told = json.dumps([movie, credited], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(READING + told.encode()).digest()


def film_number(movie: Cells) -> int:
    """TMDB's number of the film. Raises `RowRejected`."""
    number = columns.number(movie, "id", least=1)
    if number is None:
        raise RowRejected("id: empty")
    return number


def read_film(movie: Cells, credited: Cells | None) -> Film:
    """One film of the two files; `credited` None = the second file lacks it. Raises `RowRejected`."""
    number = film_number(movie)
    genres = {columns.slug(name, "genres.name"): name for name in _names(movie, "genres", 64)}
    countries = _coded(movie, "production_countries", "iso_3166_1", r"[A-Z]{2}", 128)
    languages = _coded(movie, "spoken_languages", "iso_639_1", r"[a-z]{2,3}", 64)
    languages = {_LANGUAGES.get(code, code): name for code, name in languages.items()}
    return Film(
        number=number,
        facts=_facts(movie, number, tuple(genres), tuple(countries), tuple(languages)),
        credits=tuple(_credits(credited)) if credited else (),
        companies=tuple(_companies(movie)),
        keywords=columns.once(name for name in _names(movie, "keywords", 128) if name),
        genre_names=genres,
        country_names=countries,
        language_names=languages,
        source_hash=source_hash(movie, credited),
    )


def _facts(
    movie: Cells, number: int, genres: tuple[str, ...], countries: tuple[str, ...], languages: tuple[str, ...]
) -> TitleFacts:
    name = columns.required(movie, "title", 255)
    language = columns.text(movie, "original_language", 16)
    votes = columns.number(movie, "vote_count") or 0
    average = columns.decimal(movie, "vote_average", most=10)
    return TitleFacts(
        kind="film",
        name=name,
        original_name=columns.text(movie, "original_title", 255) or name,
        original_language=_language(language),
        overview=columns.text(movie, "overview", 4000),
        tagline=columns.text(movie, "tagline", 512),
        homepage=columns.text(movie, "homepage", 512) or None,
        status=_status(movie),
        release_date=columns.day(movie, "release_date"),
        runtime_minutes=columns.number(movie, "runtime", most=100_000) or None,
        budget=_dollars(movie, "budget"),
        revenue=_dollars(movie, "revenue"),
        popularity=(columns.decimal(movie, "popularity", most=999_999) or Decimal(0)).quantize(_MICRO),
        vote_average=average.quantize(_CENT) if average is not None and votes else None,
        vote_count=votes,
        genres=genres,
        country_codes=countries,
        spoken_languages=languages,
        external_ids={SOURCE: str(number)},
    )


def _language(code: str) -> str | None:
    if code and not re.fullmatch(r"[a-z]{2,3}", code):
        raise RowRejected(f"original_language: {code!r} is no language code")
    return _LANGUAGES.get(code, code) or None


def _status(movie: Cells) -> Status:
    told = columns.text(movie, "status", 64)
    if told not in _STATUSES:
        raise RowRejected(f"status: {told!r} is none of {', '.join(_STATUSES)}")
    return _STATUSES[told]


def _dollars(movie: Cells, name: str) -> Money | None:
    dollars = columns.number(movie, name, most=2**53)
    return Money(dollars * 100, "USD") if dollars else None


def _names(movie: Cells, column: str, most: int) -> Iterator[str]:
    for item in columns.objects(movie, column):
        yield columns.fitting(item, "name", most, column)


def _coded(movie: Cells, column: str, key: str, pattern: str, most: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in columns.objects(movie, column):
        code = columns.member(item, key, str, column)
        if not re.fullmatch(pattern, code):
            raise RowRejected(f"{column}.{key}: {code[:16]!r} is no code")
        found.setdefault(code, columns.fitting(item, "name", most, column))
    return found


def _companies(movie: Cells) -> Iterator[SourceCompany]:
    seen: set[int] = set()
    for item in columns.objects(movie, "production_companies"):
        number = columns.counted(item, "id", "production_companies")
        if number not in seen:
            seen.add(number)
            yield SourceCompany(number, columns.fitting(item, "name", 255, "production_companies"))


def _credits(credited: Cells) -> Iterator[SourceCredit]:
    """Cast in its order, then crew; a credit that comes twice counts once."""
    seen: set[str] = set()
    for kind in ("cast", "crew"):
        for item in columns.objects(credited, kind):
            credit = _cast(item) if kind == "cast" else _crew(item)
            if credit.external_id not in seen:
                seen.add(credit.external_id)
                yield credit


def _cast(item: Cells) -> SourceCredit:
    return SourceCredit(
        external_id=_credit_id(item, "cast"),
        kind="cast",
        person=_person(item, "cast"),
        character=columns.fitting(item, "character", 512, "cast"),
        billing_order=columns.counted(item, "order", "cast"),
    )


def _crew(item: Cells) -> SourceCredit:
    return SourceCredit(
        external_id=_credit_id(item, "crew"),
        kind="crew",
        person=_person(item, "crew"),
        department=columns.fitting(item, "department", 64, "crew"),
        job=columns.fitting(item, "job", 128, "crew"),
    )


def _credit_id(item: Cells, where: str) -> str:
    told = columns.member(item, "credit_id", str, where)
    if not re.fullmatch(r"[0-9A-Za-z_-]{1,64}", told):
        raise RowRejected(f"{where}.credit_id: {told[:32]!r} is no id")
    return str(told)


def _person(item: Cells, where: str) -> SourcePerson:
    name = columns.fitting(item, "name", 255, where)
    if not name:
        raise RowRejected(f"{where}.name: empty")
    gender = item.get("gender")
    return SourcePerson(
        columns.counted(item, "id", where), name, _GENDERS.get(gender) if isinstance(gender, int) else None
    )
