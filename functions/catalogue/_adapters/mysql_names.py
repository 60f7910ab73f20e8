"""The search index in MySQL, written in the transaction of every change of what has names.

Whoever changes a name, a popularity or a credit calls `index_titles` or `index_people` for what it touched, as its
last step before saving: the index is read back from what the transaction has written, so a new source of names (a
table of translations, of alternative titles) is one more SELECT below and one more call where that table is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalogue._domain.names import Name, folded, spelling_rows, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from chassis.mysql import Database, Transaction

# (thing_id, thing_kind, name, popularity) of every name of some things. Seasons and episodes stand under their series.
_TITLE_NAMES = " UNION ALL ".join(
    f"SELECT t.id AS thing_id, t.kind AS thing_kind, {column} AS name, t.popularity FROM titles t{joined}"  # noqa: S608
    " WHERE t.id IN %(ids)s AND t.kind IN ('film', 'series') AND t.removed_at IS NULL"
    for column, joined in (
        ("t.name", ""),
        ("t.original_name", ""),
        ("a.name", " JOIN alternative_titles a ON a.title_id = t.id"),
        ("l.name", " JOIN title_translations l ON l.title_id = t.id"),
    )
)
# A person is as popular as a film makes its director, its first player, and less so whoever is billed later. The best
# film counts, not the sum: that would move a person in the index with nearly every film. `names.share` says the same.
_PERSON_NAMES = """
SELECT p.id AS thing_id, 'person' AS thing_kind, p.name, COALESCE(MAX(CASE
  WHEN c.kind = 'cast' THEN t.popularity / (1 + COALESCE(c.billing_order, 20))
  WHEN c.job = 'Director' THEN t.popularity ELSE t.popularity * 0.1
END), 0) AS popularity
FROM people p LEFT JOIN credits c ON c.person_id = p.id LEFT JOIN titles t ON t.id = c.title_id AND t.removed_at IS NULL
WHERE p.id IN %(ids)s AND p.removed_at IS NULL GROUP BY p.id, p.name
"""
_LIVING = "SELECT id AS thing_id, 'person' AS thing_kind, name FROM people WHERE id IN %s AND removed_at IS NULL"
_LOCK_PEOPLE = "SELECT id FROM people WHERE id IN %s ORDER BY id FOR UPDATE"
_CREDITED = "SELECT DISTINCT person_id FROM credits WHERE title_id IN %s"
_HELD = "SELECT thing_kind AS kind, thing_id, name, folded, popularity FROM search_names WHERE thing_id IN %s"
_FORGET_WORDS = "DELETE FROM search_words WHERE thing_kind = %s AND band = %s AND name_id = %s AND word IN %s"
_FORGET_NAMES = "DELETE FROM search_names WHERE id IN %s"
_INSERT_NAMES = (
    "INSERT INTO search_names (id, thing_kind, thing_id, name, folded, popularity) VALUES (%s, %s, %s, %s, %s, %s)"
    " ON DUPLICATE KEY UPDATE name = VALUES(name), popularity = VALUES(popularity)"
)
# The rows of these two are written out: an import has a million such values, which the driver would bind one by one.
# They hold letters, digits and * alone, all of our own making.
_INSERT_WORDS = "INSERT IGNORE INTO search_words (word, thing_kind, band, name_id) VALUES "
_KNOWN_WORDS = "SELECT word FROM search_spellings WHERE spelling IN %s AND word = spelling"
_INSERT_SPELLINGS = "INSERT IGNORE INTO search_spellings (spelling, word) VALUES "
_ROWS = 5000
_BATCH = 500


def index_titles(tx: Transaction, ids: Sequence[bytes]) -> None:
    """Make the index say what the titles say; one that was removed, or is part of a series, is in it no more."""
    if ids:
        _index(tx, ids, _TITLE_NAMES)


def lock_people(tx: Transaction, ids: Iterable[bytes]) -> tuple[bytes, ...]:
    """Keep the people from others until the end, in the order of their ids.

    Whoever credits people and indexes them comes here first: a credit's foreign key locks its person for reading, and
    two who then both want to write would wait for each other for ever.
    """
    keys = tuple(sorted(ids))
    if keys:
        tx.all(_LOCK_PEOPLE, (keys,))
    return keys


def index_people(tx: Transaction, ids: Iterable[bytes]) -> None:
    """Make the index say what the people and their credits say."""
    keys = lock_people(tx, ids)
    if keys:
        _index(tx, keys, _PERSON_NAMES)


def raise_people(tx: Transaction, least: Mapping[bytes, Decimal]) -> None:
    """The index of people who only got credits: as popular as `least` says, or as they were where that is more.

    Says what `index_people` would, without reading every credit of theirs; an import has a hundred thousand of them.
    The caller holds the people (`lock_people`).
    """
    keys = tuple(sorted(least))
    if keys:
        there = tx.all(_HELD, (keys,))
        before = {row["thing_id"]: row["popularity"] for row in there}
        living = tx.all(_LIVING, (keys,))
        found = ((row, row["thing_id"]) for row in living)
        _write(tx, there, [{**row, "popularity": max(before.get(key, least[key]), least[key])} for row, key in found])


def index_credited(tx: Transaction, title_ids: Sequence[bytes]) -> None:
    """Index the people of some titles, whose popularity depends on the titles'."""
    if title_ids:
        index_people(tx, [row["person_id"] for row in tx.all(_CREDITED, (tuple(title_ids),))])


class NameIndex:
    """The whole index."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def is_empty(self) -> bool:
        """Whether nothing can be found."""
        with self._database.read() as tx:
            return tx.one("SELECT 1 FROM search_names LIMIT 1") is None

    def rebuild(self) -> dict[str, int]:
        """Index everything, in short transactions; how many titles and people were looked at."""
        return {"titles": self._each("titles", index_titles), "people": self._each("people", index_people)}

    def _each(self, table: str, index: Any) -> int:
        after, count = b"", 0
        while True:
            with self._database.transaction() as tx:
                sql = f"SELECT id FROM {table} WHERE id > %s ORDER BY id LIMIT %s FOR UPDATE"  # noqa: S608 - constants
                ids = [row["id"] for row in tx.all(sql, (after, _BATCH))]
                index(tx, ids)
                tx.save()
            if not ids:
                return count
            after, count = ids[-1], count + len(ids)


def _index(tx: Transaction, ids: Sequence[bytes], sql: str) -> None:
    _write(tx, tx.all(_HELD, (tuple(ids),)), tx.all(sql, {"ids": tuple(ids)}))


def _write(tx: Transaction, there: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> None:
    """Make the index of some things, which holds `there`, say what was `found`."""
    known = {(row["thing_id"], row["name"], row["popularity"]) for row in there}
    rows = [{**row, "popularity": round(row["popularity"], 6)} for row in found]
    same = {(row["thing_id"], row["name"], row["popularity"]) for row in rows}
    stale = {key for key, *_ in known ^ same}  # of an import's people most are as they were
    told = [_name(row) for row in rows if row["thing_id"] in stale]
    wanted = {name.id: name for name in reversed(told) if name.folded}  # of names that fold alike the first is shown
    held = {name.id: name for name in (Name(**row) for row in there if row["thing_id"] in stale)}
    moved = [name for key, name in held.items() if key not in wanted or wanted[key].band != name.band]
    for name in moved:
        tx.run(_FORGET_WORDS, (name.kind, name.band, name.id, name.looked_up_by()))
    if vanished := tuple(held.keys() - wanted.keys()):
        tx.run(_FORGET_NAMES, (vanished,))
    changed = [(key, name) for key, name in sorted(wanted.items()) if held.get(key) != name]
    tx.many(_INSERT_NAMES, [(key, n.kind, n.thing_id, n.name, n.folded, n.popularity) for key, n in changed])
    placed = [name for key, name in changed if key not in held or held[key].band != name.band]
    # in the order of their keys, so that batches side by side do not dead-lock
    lines = sorted((key, name.kind, name.band, name.id) for name in placed for key in name.looked_up_by())
    _insert(tx, _INSERT_WORDS, [f"('{key}','{kind}',{band},{name_id})" for key, kind, band, name_id in lines])
    _learn(tx, {word for name in placed for word in words(name.folded)})


def _learn(tx: Transaction, found: set[str]) -> None:
    """Store the spellings of words that no name had before; they stay when the name goes, and then lead nowhere."""
    rows = tx.all(_KNOWN_WORDS, (sorted(found),)) if found else ()
    lines = spelling_rows(found - {row["word"] for row in rows})
    _insert(tx, _INSERT_SPELLINGS, [f"('{spelling}','{word}')" for spelling, word in lines])


def _insert(tx: Transaction, sql: str, lines: Sequence[str]) -> None:
    for first in range(0, len(lines), _ROWS):
        tx.run(sql + ",".join(lines[first : first + _ROWS]))


def _name(row: Mapping[str, Any]) -> Name:
    return Name(row["thing_kind"], row["thing_id"], row["name"], folded(row["name"]), row["popularity"])
