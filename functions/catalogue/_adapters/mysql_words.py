"""Genres, keywords, countries and languages in MySQL: small lists of names.

A word goes for good, and only while no title has it: the foreign keys of the titles' lists see to that, whoever adds
one at the same moment.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from catalogue._adapters.mysql_listing import page
from catalogue._adapters.mysql_retold import retold
from catalogue._adapters.mysql_rows import naive
from catalogue._domain.refusals import (
    GenreInUse,
    GenreNotFound,
    GenreTaken,
    KeywordInUse,
    KeywordNotFound,
    KeywordTaken,
)
from catalogue._domain.views import Country
from catalogue._domain.word import Word
from chassis.errors import FieldError
from chassis.ids import from_bytes, to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from catalogue._domain.listing import Listing, Position
    from chassis.errors import Refusal
    from chassis.events import Event
    from chassis.mysql import Database, Transaction


class Kind(NamedTuple):
    """One list: its table and key, the refusals by name, and the part of a title that shows the name, if one does."""

    name: str
    table: str
    key: str
    unique: str
    shown_in: str | None
    not_found: type[Refusal]
    taken: type[Refusal]
    in_use: type[Refusal]


GENRES = Kind("genre", "genres", "slug", "slug", None, GenreNotFound, GenreTaken, GenreInUse)
KEYWORDS = Kind("keyword", "keywords", "id", "name", "keywords", KeywordNotFound, KeywordTaken, KeywordInUse)


class OpenWords:
    """Words of one list within one transaction."""

    def __init__(self, kind: Kind, tx: Transaction) -> None:
        self.kind, self.tx = kind, tx

    def load(self, key: str, lock: str = "") -> Word:
        """The word. Raises the list's refusal where there is none."""
        sql = f"SELECT {self.kind.key}, name, version FROM {self.kind.table} WHERE {self.kind.key} = %s{lock}"  # noqa: S608
        row = (
            self.tx.one(sql, (self._stored(key),)) if key.isascii() else None
        )  # slugs are, and MySQL compares no others
        if row is None:
            raise self.kind.not_found(f"there is no {self.kind.name} {key}")
        return Word(key, row["name"], row["version"])

    def add(self, word: Word, at: datetime) -> None:
        """Store a new word. Raises the list's refusal where it is there already."""
        sql = f"INSERT INTO {self.kind.table} ({self.kind.key}, name, version, created_at) VALUES (%s, %s, %s, %s)"  # noqa: S608
        self._write(word, sql, (self._stored(word.key), word.name, word.version, naive(at)))

    def rename(self, word: Word, at: datetime, by: str) -> list[Event]:
        """Store a locked word's next name; the events of titles that show it."""
        sql = f"UPDATE {self.kind.table} SET name = %s, version = %s WHERE {self.kind.key} = %s"  # noqa: S608
        key = self._stored(word.key)
        self._write(word, sql, (word.name, word.version, key))
        return retold(self.tx, self.kind.shown_in, [to_bytes(word.key)], at, by) if self.kind.shown_in else []

    def remove(self, word: Word) -> None:
        """Forget a locked word. Raises the list's refusal while a title has it."""
        from pymysql.err import IntegrityError  # noqa: PLC0415 - drivers load on first use

        try:
            sql = f"DELETE FROM {self.kind.table} WHERE {self.kind.key} = %s"  # noqa: S608 - constants
            self.tx.run(sql, (self._stored(word.key),))
        except IntegrityError as error:
            raise self.kind.in_use(f"titles have the {self.kind.name} {word.name}") from error

    def _write(self, word: Word, sql: str, values: tuple[Any, ...]) -> None:
        from pymysql.err import IntegrityError  # noqa: PLC0415 - drivers load on first use

        try:
            self.tx.run(sql, values)
        except IntegrityError as error:
            at = FieldError(f"/{self.kind.unique}", "taken", f"another {self.kind.name} has it")
            raise self.kind.taken(f"there is a {self.kind.name} {word.name} already", errors=[at]) from error

    def _stored(self, key: str) -> Any:
        return to_bytes(key) if self.kind.key == "id" else key


class Words:
    """Opens transactions on one list, and reads it."""

    def __init__(self, database: Database, kind: Kind) -> None:
        self._database, self.kind = database, kind

    @contextmanager
    def transaction(self) -> Iterator[OpenWords]:
        """A transaction; it rolls back unless saved."""
        with self._database.transaction() as tx:
            yield OpenWords(self.kind, tx)

    def read(self, key: str) -> Word:
        """The word. Raises the list's refusal where there is none."""
        with self._database.read() as tx:
            return OpenWords(self.kind, tx).load(key)

    def page(self, listing: Listing, after: Position | None, limit: int) -> tuple[list[Word], Position | None]:
        """At most `limit` words after a position by name, and the position of the next page. The key is an id."""
        with self._database.read() as tx:
            select = f"SELECT id, name, version FROM {self.kind.table} WHERE TRUE"  # noqa: S608 - constants
            rows, position = page(tx, select, listing, after, limit)
        return [Word(from_bytes(row["id"]), row["name"], row["version"]) for row in rows], position


class Vocabulary:
    """Reads the lists that fit on one page."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def genres(self) -> list[Word]:
        """Every genre by name."""
        with self._database.read() as tx:
            rows = tx.all("SELECT slug, name, version FROM genres ORDER BY name, slug")
        return [Word(row["slug"], row["name"], row["version"]) for row in rows]

    def countries(self) -> list[Country]:
        """Every country by name."""
        return self._coded("countries")

    def languages(self) -> list[Country]:
        """Every language by code; a name is "" where nobody has told it yet."""
        return self._coded("languages")

    def _coded(self, table: str) -> list[Country]:
        with self._database.read() as tx:
            return [Country(**row) for row in tx.all(f"SELECT code, name FROM {table} ORDER BY name, code")]  # noqa: S608
