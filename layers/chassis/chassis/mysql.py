"""MySQL: short transactions at READ COMMITTED on one connection per environment, opened on first use.

The driver's errors reach the adapters; those that mean "not now" become `Unavailable` (503), and what is lost reopens.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partialmethod
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote, urlsplit

from chassis import outbox
from chassis.errors import Unavailable
from chassis.events import Event
from chassis.secrets import secret

if TYPE_CHECKING:
    from pymysql.connections import Connection
    from pymysql.cursors import DictCursor

T = TypeVar("T")
Params = Sequence[object] | dict[str, object]

_DEADLOCK, _ACCESS_DENIED = 1213, 1045
_LOCK_TIMEOUTS = {1205, 3572}  # MariaDB's and MySQL's answer to a lock that is not free in time
_LOST = {0, 1040, 1053, 1927, 2002, 2003, 2006, 2013, 2014, 2055}  # no connection, too many, shutdown, killed, broken
_ISOLATION = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"
_SESSION = "SET time_zone = '+00:00', innodb_lock_wait_timeout = 3, group_concat_max_len = 65535"  # MySQL cuts at 1024


class Deadlock(Unavailable):
    """The transaction was a deadlock's victim and is rolled back; `Database.retry` repeats it once."""


class LockTimeout(Unavailable):
    """A row stayed locked for longer than a request waits."""


class Transaction:
    """Statements inside one transaction. Placeholders are `%s` or `%(name)s`; rows are dicts."""

    def __init__(self, database: "Database", connection: "Connection[DictCursor]") -> None:
        self._database, self._connection, self._saved = database, connection, False

    def one(self, sql: str, params: Params = ()) -> dict[str, Any] | None:
        """The first row, or None."""
        return self._ask(sql, params).fetchone()

    def all(self, sql: str, params: Params = ()) -> list[dict[str, Any]]:
        """Every row."""
        return list(self._ask(sql, params).fetchall())

    def run(self, sql: str, params: Params = ()) -> int:
        """The number of rows that the statement touched (MySQL's count: an unchanged row of an UPDATE counts 0)."""
        return self._ask(sql, params).rowcount

    def many(self, sql: str, rows: Sequence[Params]) -> int:
        """One statement for many rows (one round trip for INSERT … VALUES); the number of rows touched."""
        return self._ask(sql, rows, many=True).rowcount if rows else 0

    def save(self, *events: Event) -> None:
        """Put `events` into the outbox and commit. Leaving the block without it rolls everything back."""
        self.many(outbox.INSERT, list(outbox.rows(self._database.schema, events)))
        self.many(outbox.DELETE, [(event.id,) for event in events])
        self._ask("COMMIT")
        self._saved = True

    def _ask(self, sql: str, params: Any = (), *, many: bool = False) -> "DictCursor":
        if self._saved:
            raise RuntimeError("this transaction is saved already: open another for further statements")
        with self._database.guard():
            cursor = self._connection.cursor()
            cursor.executemany(sql, params) if many else cursor.execute(sql, params or None)
            return cursor


class Database:
    """One schema: `mysql://user@host:port/schema[?tls=verify]`, its password by the name of a secret."""

    def __init__(self, url: str, secret_name: str, *, timeout_seconds: float = 8) -> None:
        parts = urlsplit(url)
        self.schema = parts.path.strip("/")
        if parts.scheme != "mysql" or not parts.hostname or not self.schema:
            raise ValueError(f"{url!r} is not mysql://user@host:port/schema")
        self._target: dict[str, Any] = {"host": parts.hostname, "port": parts.port or 3306, "database": self.schema}
        self._target |= {"user": unquote(parts.username or ""), "charset": "utf8mb4", "connect_timeout": 2}
        self._target |= dict.fromkeys(("read_timeout", "write_timeout"), timeout_seconds)
        self._target |= dict.fromkeys(("ssl_verify_cert", "ssl_verify_identity"), parts.query == "tls=verify" or None)
        self._secret_name = secret_name
        self._connection: Connection[DictCursor] | None = None
        self._busy = False

    @contextmanager
    def transaction(self, begin: str = "START TRANSACTION") -> Iterator[Transaction]:
        """A transaction that rolls back unless saved. Raises `Unavailable` where the database does not answer."""
        if self._busy:
            raise RuntimeError(f"{self.schema}: a transaction is open already; transactions do not nest")
        connection = self._begun(begin)
        self._busy = True
        try:
            yield Transaction(self, connection)
        finally:
            self._busy = False
            with suppress(Unavailable), self.guard():
                connection.rollback()

    read = partialmethod(transaction, "START TRANSACTION READ ONLY")
    """A transaction that can only read."""

    def retry(self, work: Callable[[], T]) -> T:
        """`work()`, once more if it was a deadlock's victim. `work` opens its own transaction."""
        try:
            return work()
        except Deadlock:
            return work()

    def ping(self) -> None:
        """Ask the database a real query. Raises `Unavailable`."""
        with self.read() as tx:
            tx.one("SELECT 1 AS alive")

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Translate the driver's errors that mean "not now"; a lost connection is dropped."""
        from pymysql.err import InterfaceError, OperationalError  # noqa: PLC0415

        try:
            yield
        except (OperationalError, InterfaceError, OSError) as error:
            code = error.args[0] if error.args else 0
            if code == _DEADLOCK:
                raise Deadlock(f"{self.schema}: a concurrent change won") from error
            if code in _LOCK_TIMEOUTS:
                raise LockTimeout(f"{self.schema}: a row is locked by a concurrent change") from error
            if isinstance(error, OperationalError) and code not in _LOST:
                raise
            self._connection = None  # its socket closes with it
            raise Unavailable(f"{self.schema}: the database does not answer") from error

    def _begun(self, begin: str) -> "Connection[DictCursor]":
        """A connection in a fresh transaction. BEGIN is the check after a thaw: where it fails, connect once more."""
        with suppress(Unavailable, AttributeError), self.guard():
            self._connection.cursor().execute(begin)  # type: ignore[union-attr]  # None before the first
            return self._connection  # type: ignore[return-value]
        with self.guard():
            self._connection = self._connect()
            self._connection.cursor().execute(begin)
            return self._connection

    def _connect(self, *, fresh: bool = False) -> "Connection[DictCursor]":
        import pymysql  # noqa: PLC0415
        from pymysql.cursors import DictCursor  # noqa: PLC0415

        password = secret(self._secret_name, fresh=fresh)
        try:
            connection = pymysql.connect(**self._target, password=password, cursorclass=DictCursor)
        except pymysql.err.OperationalError as error:
            if fresh or error.args[0] != _ACCESS_DENIED:
                raise
            return self._connect(fresh=True)  # the password was rotated
        for statement in (_ISOLATION, _SESSION):
            connection.cursor().execute(statement)
        return connection
