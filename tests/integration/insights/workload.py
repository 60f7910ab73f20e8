"""Changes of the catalogue's tables of every kind, and what the tables hold afterwards."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import pymysql

TABLES = ("titles", "title_external_ids", "title_countries", "title_genres", "keywords", "people", "companies")
AT = "2026-11-22 14:26:44.123456"
_TITLE = """
INSERT INTO titles (id, kind, name, original_name, original_language, overview, tagline, homepage, status,
  release_date, runtime_minutes, budget_amount, budget_currency, popularity, vote_average, vote_count, version,
  created_at, updated_at)
VALUES (%s, 'film', %s, %s, 'fr', 'Naïve «moon» \\'22\\' — 月', '', NULL, 'released', '1902-09-01', 14,
  18446744073709551615, 'FRF', 32.500001, 8.10, 4294967295, 1, %s, %s)
"""
_KEYWORD = "INSERT INTO keywords (id, name, created_at) VALUES (%s, %s, %s)"


def new_end() -> str:
    """A name for the keyword that the workload adds last."""
    return f"the last of all changes {uuid.uuid4()}"


def play(connection: pymysql.Connection[Any], restart: Callable[[], pymysql.Connection[Any]], end: str) -> None:
    """Inserts, updates, deletes, key changes, several per row, in one statement and one transaction; a restart.

    Runs again on the same tables: what carries a name or number of another system is removed first.
    """
    _remove_earlier(connection)
    ids = [uuid.uuid4().bytes for _ in range(6)]
    _first_changes(connection, ids)
    connection = restart()  # the server begins a new log file, at position 4
    _later_changes(connection, ids, end)


def _remove_earlier(connection: pymysql.Connection[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM title_external_ids")
        cursor.execute("DELETE FROM keywords")


def _first_changes(connection: pymysql.Connection[Any], ids: list[bytes]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_TITLE, [(each, f"Title {at}", f"Titre {at}", AT, AT) for at, each in enumerate(ids)])
        for each in ids:
            cursor.execute("INSERT INTO title_countries VALUES (%s, 'FR', 0), (%s, 'DE', 1)", (each, each))
            cursor.execute("INSERT INTO title_genres VALUES (%s, 'drama', 0)", (each,))
        cursor.execute(
            "INSERT INTO title_external_ids VALUES ('tmdb', '1', %s, %s, %s), ('imdb', 'tt1', %s, NULL, %s)",
            (ids[0], bytes(range(224, 256)), AT, ids[1], AT),
        )
        for at in range(20):
            cursor.execute("UPDATE titles SET version = version + 1, runtime_minutes = %s WHERE id = %s", (at, ids[0]))
        cursor.execute("UPDATE titles SET popularity = popularity / 3, vote_average = NULL, name = 'ALL'")
        cursor.execute("DELETE FROM title_countries WHERE title_id = %s AND country_code = 'DE'", (ids[0],))
        cursor.execute("INSERT INTO title_countries VALUES (%s, 'DE', 2)", (ids[0],))
        cursor.execute("DELETE FROM title_countries WHERE title_id = %s", (ids[1],))


def _later_changes(connection: pymysql.Connection[Any], ids: list[bytes], end: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE titles SET removed_at = %s, version = version + 1 WHERE id = %s", (AT, ids[2]))
        cursor.execute(
            "UPDATE title_countries SET country_code = 'IT' WHERE title_id = %s AND country_code = 'FR'", (ids[3],)
        )
        cursor.execute("UPDATE title_external_ids SET value = '2' WHERE source = 'tmdb'")
        cursor.execute("UPDATE title_external_ids SET value = '1', source_hash = NULL WHERE source = 'tmdb'")
        cursor.execute(
            "UPDATE title_countries SET country_code = 'SE' WHERE title_id = %s AND country_code = 'DE'", (ids[4],)
        )
        cursor.execute("INSERT INTO title_countries VALUES (%s, 'DE', 9)", (ids[4],))
        for at in range(5):
            cursor.execute("UPDATE titles SET tagline = %s WHERE id = %s", (f"line {at}", ids[0]))
        cursor.execute("BEGIN")
        cursor.execute("DELETE FROM title_genres WHERE title_id = %s", (ids[5],))
        cursor.execute("DELETE FROM title_countries WHERE title_id = %s", (ids[5],))
        cursor.execute("DELETE FROM titles WHERE id = %s", (ids[5],))
        cursor.execute("COMMIT")
        cursor.execute(_KEYWORD + ", (%s, %s, %s)", (ids[0], "café", AT, ids[1], "cafe", AT))
        cursor.execute("DELETE FROM keywords WHERE name = 'cafe'")
        cursor.execute(_KEYWORD, (ids[2], end, AT))


def held(connection: pymysql.Connection[Any]) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the tables, in the order of the columns."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  # from the tuple above
            found[table] = [tuple(row) for row in cursor.fetchall()]
    return found
