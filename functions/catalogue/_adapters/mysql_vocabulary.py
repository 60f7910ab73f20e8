"""What imported films refer to: words, people and companies, each stored once and found again by the source's number.

Rows are written in the order of their keys, so that batches that run side by side wait for each other instead of
dead-locking. Every value is a placeholder: with a literal among them the driver sends one statement per row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from chassis.ids import new_id, to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from catalogue._domain.film import Film, SourceCompany, SourcePerson
    from chassis.mysql import Transaction

_WORDS = {"genres": "slug", "countries": "code", "languages": "code"}


@dataclass(frozen=True, slots=True)
class References:
    """Ids by the source's number or by name, and what got another name."""

    people: Mapping[int, bytes]
    companies: Mapping[int, bytes]
    keywords: Mapping[str, bytes]
    renamed_people: Sequence[bytes]
    renamed_companies: Sequence[bytes]


def store_references(tx: Transaction, films: Sequence[Film], at: datetime) -> References:
    """Store everything that `films` refer to; `at` is naive UTC."""
    for table, names in (
        ("genres", {slug: name for film in films for slug, name in film.genre_names.items()}),
        ("countries", {code: name for film in films for code, name in film.country_names.items()}),
        ("languages", {code: name for film in films for code, name in film.language_names.items()}),
    ):
        store_words(tx, table, names, at)
    people = {credit.person.number: credit.person for film in films for credit in film.credits}
    companies = {company.number: company for film in films for company in film.companies}
    people_ids, renamed_people = _store_people(tx, people, at)
    company_ids, renamed_companies = _store_companies(tx, companies, at)
    keywords = store_keywords(tx, {name for film in films for name in film.keywords}, at)
    return References(people_ids, company_ids, keywords, renamed_people, renamed_companies)


def store_words(tx: Transaction, table: str, names: Mapping[str, str], at: datetime) -> None:
    """Add what is missing; a name that is there already stays, except that an empty one is filled in."""
    if not names:
        return
    key = _WORDS[table]
    sql = f"SELECT {key} AS word, name FROM {table} WHERE {key} IN %s"  # noqa: S608 - constants
    known = {row["word"]: row["name"] for row in tx.all(sql, (tuple(names),))}
    wanted = [(word, name, at) for word, name in sorted(names.items()) if _adds(known.get(word), name)]
    tx.many(
        f"INSERT INTO {table} ({key}, name, created_at) VALUES (%s, %s, %s)"  # noqa: S608 - constants
        " ON DUPLICATE KEY UPDATE name = VALUES(name)",
        wanted,
    )


def _adds(known: str | None, name: str) -> bool:
    return known is None or (known == "" and name != "")


def store_keywords(tx: Transaction, names: Iterable[str], at: datetime) -> dict[str, bytes]:
    """The ids of keywords by name; what is missing is added."""
    found = _ids(tx, "keywords", "name", names)
    missing = sorted(set(names) - set(found))
    rows = [(_fresh(at), name, at) for name in missing]
    sql = "INSERT INTO keywords (id, name, created_at) VALUES (%s, %s, %s) ON DUPLICATE KEY UPDATE name = VALUES(name)"
    inserted = tx.many(sql, rows)
    return found | _new_ids(tx, "keywords", "name", {row[1]: row[0] for row in rows}, inserted)


def _store_people(
    tx: Transaction, people: Mapping[int, SourcePerson], at: datetime
) -> tuple[dict[int, bytes], list[bytes]]:
    known = _known(tx, "SELECT id, tmdb_id, name, gender FROM people WHERE tmdb_id IN %s", people)
    rows = [
        (_fresh(at), person.number, person.name, person.gender, 1, at, at)
        for _, person in sorted(people.items())
        if person.number not in known
    ]
    inserted = tx.many(
        "INSERT INTO people (id, tmdb_id, name, gender, version, created_at, updated_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s) ON DUPLICATE KEY UPDATE tmdb_id = VALUES(tmdb_id)",
        rows,
    )
    corrected = [
        (people[number].name, people[number].gender or row["gender"], at, row["id"])
        for number, row in sorted(known.items())
        if (people[number].name, people[number].gender or row["gender"]) != (row["name"], row["gender"])
    ]
    tx.many("UPDATE people SET name = %s, gender = %s, version = version + 1, updated_at = %s WHERE id = %s", corrected)
    ids = {number: row["id"] for number, row in known.items()}
    ids |= _new_ids(tx, "people", "tmdb_id", {row[1]: row[0] for row in rows}, inserted)
    return ids, [row["id"] for number, row in known.items() if row["name"] != people[number].name]


def _store_companies(
    tx: Transaction, companies: Mapping[int, SourceCompany], at: datetime
) -> tuple[dict[int, bytes], list[bytes]]:
    known = _known(tx, "SELECT id, tmdb_id, name FROM companies WHERE tmdb_id IN %s", companies)
    rows = [
        (_fresh(at), company.number, company.name, 1, at, at)
        for _, company in sorted(companies.items())
        if company.number not in known
    ]
    inserted = tx.many(
        "INSERT INTO companies (id, tmdb_id, name, version, created_at, updated_at) VALUES (%s, %s, %s, %s, %s, %s)"
        " ON DUPLICATE KEY UPDATE tmdb_id = VALUES(tmdb_id)",
        rows,
    )
    renamed = [number for number, row in sorted(known.items()) if row["name"] != companies[number].name]
    tx.many(
        "UPDATE companies SET name = %s, version = version + 1, updated_at = %s WHERE id = %s",
        [(companies[number].name, at, known[number]["id"]) for number in renamed],
    )
    ids = {number: row["id"] for number, row in known.items()}
    ids |= _new_ids(tx, "companies", "tmdb_id", {row[1]: row[0] for row in rows}, inserted)
    return ids, [known[number]["id"] for number in renamed]


def _known(tx: Transaction, sql: str, wanted: Mapping[int, Any]) -> dict[int, dict[str, Any]]:
    return {row["tmdb_id"]: row for row in tx.all(sql, (tuple(wanted),))} if wanted else {}


def _ids(tx: Transaction, table: str, key: str, wanted: Iterable[Any]) -> dict[Any, bytes]:
    keys = tuple(wanted)
    sql = f"SELECT id, {key} AS wanted FROM {table} WHERE {key} IN %s"  # noqa: S608 - constants
    return {row["wanted"]: row["id"] for row in tx.all(sql, (keys,))} if keys else {}


def _new_ids(tx: Transaction, table: str, key: str, made: Mapping[Any, bytes], inserted: int) -> dict[Any, bytes]:
    """The ids of rows just inserted: ours, unless a concurrent batch was first with some of them."""
    return dict(made) if inserted == len(made) else _ids(tx, table, key, made)


def _fresh(at: datetime) -> bytes:
    return to_bytes(new_id(at.replace(tzinfo=UTC)))
