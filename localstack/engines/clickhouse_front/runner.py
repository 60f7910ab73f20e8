"""Runs one statement on the engine; blocking, so it is called on a worker thread."""

from __future__ import annotations

import contextlib
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import FrontError, from_engine, refusal
from .lexer import names

if TYPE_CHECKING:
    from .door import Statement
    from .engine import Engine

STREAMED = names(
    "Native TabSeparated TSV TabSeparatedRaw TSVRaw CSV RowBinary JSONEachRow JSONLines NDJSON JSONCompactEachRow"
)
"""Formats whose chunks join seamlessly: chDB repeats the prefix of the others in each chunk, so those come whole."""
_HELD = 32 * 1024 * 1024
_NAME = re.compile(r"\w+\Z", re.ASCII)
_ANSWERING = names("SELECT WITH FROM SHOW DESCRIBE DESC EXPLAIN EXISTS CHECK VALUES")


@dataclass(frozen=True, eq=False)
class Ask:
    """One statement with all that it is asked with. `hold`: answer only when it is known to have succeeded."""

    statement: Statement
    database: str
    settings: dict[str, str]
    parameters: dict[str, str]
    default_format: str | None
    read_only: bool
    replay: tuple[str, ...]
    hold: bool


@dataclass
class Answer:
    """The reply: its format (`None`: no result), its first bytes, what follows by `next_chunk`, its counts."""

    format: str | None
    head: bytes = b""
    counts: dict[str, int] = field(default_factory=dict)
    elapsed_ns: int = 0
    _rest: Any = None
    _connection: Any = None

    @property
    def open(self) -> bool:
        """Whether more may follow."""
        return self._rest is not None

    def next_chunk(self) -> bytes | None:
        """The next bytes, or `None` at the end; raises `FrontError`."""
        try:
            piece = self._rest.fetch()
            if piece is None:
                return None
            _count(self.counts, piece)
            return bytes(piece.bytes() or b"") or None
        except Exception as error:  # chDB raises bare RuntimeError and Exception
            raise from_engine(error) from error

    def close(self) -> None:
        """Stop what still runs and give the connection back; harmless when repeated."""
        rest, connection = self._rest, self._connection
        self._rest = self._connection = None
        if rest is not None:
            with contextlib.suppress(Exception):  # ended already
                rest.cancel()
        if connection is not None:
            connection.close()


def run(engine: Engine, ask: Ask) -> Answer:
    """Prepare a connection and run the statement; raises `FrontError`. The caller closes the answer."""
    started = time.monotonic_ns()
    connection = engine.open()
    try:
        _prepare(connection, ask)
        answer = _run(connection, ask)
        answer.elapsed_ns = time.monotonic_ns() - started
    except FrontError:
        connection.close()
        raise
    except Exception as error:
        connection.close()
        raise from_engine(error) from error
    if not answer.open:
        answer.close()
        connection.close()
    return answer


def _prepare(connection: Any, ask: Ask) -> None:
    if ask.database != "default":
        connection.query(f"USE {_quoted(ask.database, '`')}", "TSV")
    for statement in ask.replay:
        connection.query(statement, "TSV")
    pairs = [*ask.settings.items(), *((f"param_{name}", value) for name, value in ask.parameters.items())]
    if ask.statement.data is None:
        pairs = list(ask.settings.items())
    for name, value in pairs:
        if not _NAME.match(name):
            raise refusal(36, f"{name!r} is not the name of a setting or a parameter.")
        connection.query(f"SET {name} = {_quoted(value, chr(39))}", "TSV")
    if ask.read_only:
        connection.query("SET readonly = 2", "TSV")


def _run(connection: Any, ask: Ask) -> Answer:
    statement = ask.statement
    if statement.data is not None:
        return _insert(connection, statement, ask.default_format)
    form = statement.format or ask.default_format or "TabSeparated"
    answering = statement.verb in _ANSWERING
    if answering and statement.verb in ("SELECT", "WITH") and form in STREAMED:
        return _stream(connection, ask, form)
    result = connection.query(statement.sql, form, params=ask.parameters or None)
    answer = Answer(form if answering else None, bytes(result.bytes() or b""))
    _count(answer.counts, result)
    return answer


def _insert(connection: Any, statement: Statement, default_format: str | None) -> Answer:
    form = statement.format or default_format or "TabSeparated"
    with connection.send_insert(statement.sql, form) as inserter:
        if statement.data:
            inserter.append(statement.data)
        result = inserter.finish()
    written = int(result.rows_written)
    return Answer(None, counts={"written_rows": written, "written_bytes": len(statement.data or b"")})


def _stream(connection: Any, ask: Ask, form: str) -> Answer:
    """Fetches the first chunk (or, to hold, all up to 32 MiB), so that most errors still get their status."""
    stream = connection.send_query(ask.statement.sql, form, params=ask.parameters or None)
    answer = Answer(form, _rest=stream, _connection=connection)
    held = bytearray()
    while (chunk := answer.next_chunk()) is not None:
        held += chunk
        if not ask.hold or len(held) > _HELD:
            answer.head = bytes(held)
            return answer
    answer.head, answer._rest, answer._connection = bytes(held), None, None  # noqa: SLF001  # its own maker
    return answer


def _count(counts: dict[str, int], result: Any) -> None:
    for name, read in (("read_rows", result.rows_read), ("read_bytes", result.bytes_read),
                       ("written_rows", result.rows_written), ("written_bytes", result.bytes_written)):  # fmt: skip
        counts[name] = counts.get(name, 0) + int(read())


def _quoted(text: str, mark: str) -> str:
    return mark + text.replace("\\", "\\\\").replace(mark, "\\" + mark) + mark
