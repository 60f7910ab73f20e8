"""What must be on disk before a call is answered, item by item: an SQLite file that one process owns.

Every transaction is flushed (WAL, synchronous FULL): about 0.3 ms. A second LocalStack on the same folder is
refused, a damaged file is moved aside with a line that says what is lost.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
create table if not exists messages (
    seq integer primary key, queue text not null, id text not null, deleted real, content blob not null,
    unique (queue, id));
create table if not exists entries (
    bucket text not null, key text not null, bodies text not null, content blob not null,
    primary key (bucket, key)) without rowid;
create table if not exists progress (
    stack text not null, resource text not null, service text not null, mark text not null, content blob not null,
    primary key (stack, resource)) without rowid;
"""
LOG = logging.getLogger("localstack.persistence")
Values = Sequence[str | int | float | bytes | None]


class InUse(Exception):
    """Another process owns the file."""


class Ledger:
    """One connection for all threads, one transaction at a time."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        try:
            self._connection = _open(path)
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise InUse(f"{path}: another LocalStack uses it; stop that one or set another state folder") from error
            raise
        except sqlite3.DatabaseError as error:
            aside = path.with_name(f"{path.name}-damaged-{time.strftime('%Y%m%d-%H%M%S')}")
            path.rename(aside)
            LOG.error("%s: %s; moved to %s; messages in queues and S3 objects are lost", path, error, aside.name)  # noqa: TRY400  # the line says all
            self._connection = _open(path)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it is on disk when the block ends, or none."""
        with self._lock:
            self._connection.execute("begin immediate")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    def change(self, statement: str, values: Values = ()) -> None:
        """One statement as one transaction."""
        with self._lock:
            self._connection.execute(statement, values)

    def note(self, statement: str, values: Values = ()) -> None:
        """As `change`, safe from the end of the process but not flushed to the disk: for what is only convenient."""
        with self._lock:
            self._connection.execute("pragma synchronous = normal")
            self._connection.execute(statement, values)
            self._connection.execute("pragma synchronous = full")

    def change_many(self, statement: str, rows: Iterable[Values]) -> None:
        """One statement for each row, as one transaction."""
        with self.transaction() as connection:
            connection.executemany(statement, rows)

    def rows(self, query: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Everything the query finds."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=3)
    try:
        connection.execute("pragma locking_mode = exclusive")
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        _check(connection)
        connection.executescript(SCHEMA)
        connection.execute("begin immediate")
        connection.execute("commit")
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection) -> None:
    (verdict,) = connection.execute("pragma quick_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
