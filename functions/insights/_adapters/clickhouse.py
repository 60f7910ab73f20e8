"""ClickHouse over HTTP: writing row changes into the twins, reading the metric views."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from chassis.errors import Unavailable
from insights._domain.countries import CountryTitles
from insights._domain.twins import Twin, TwinMissing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from clickhouse_connect.driver.client import Client

    from insights._domain.changes import Change

_TWINS = """
SELECT table, name, type FROM system.columns
WHERE database = currentDatabase() AND startsWith(table, 'cdc_') ORDER BY table, position
"""
_TITLES_BY_COUNTRY = """
SELECT country_code, name, titles FROM metric_titles_by_country
WHERE (-titles, country_code) > (-%(titles)s, %(code)s) ORDER BY titles DESC, country_code LIMIT %(limit)s
"""
_ABOVE_ALL = 1 << 53


@contextmanager
def _answering() -> Iterator[None]:
    """A server that does not answer becomes `Unavailable`; one that refuses the statement is our own fault."""
    from clickhouse_connect.driver.exceptions import OperationalError  # noqa: PLC0415 - drivers load on first use

    try:
        yield
    except (OperationalError, OSError) as error:
        raise Unavailable("ClickHouse does not answer") from error


class Twins:
    """The `cdc_*` tables, by name; looked up again when one or a column of it is missing."""

    def __init__(self, connect: Callable[[], Client]) -> None:
        self._connect = connect
        self._known: dict[str, Twin] = {}

    def of(self, change: Change) -> Twin:
        """The twin of the change's table. Raises `TwinMissing` or `Unavailable`."""
        known = self._known.get(change.twin)
        if known is None or not set(change.row) <= set(known.columns):
            self._known = self._read()
        twin = self._known.get(change.twin)
        if twin is None:
            raise TwinMissing(f"{change.schema}.{change.table} has no twin {change.twin}: make it by a migration")
        return twin

    def insert(self, twin: Twin, rows: Sequence[Sequence[Any]]) -> None:
        """All rows in one insert. Raises `Unavailable`; a repeated insert changes nothing that is read."""
        with _answering():
            self._connect().insert(
                twin.name, rows, column_names=list(twin.columns), column_type_names=list(twin.columns.values())
            )

    def _read(self) -> dict[str, Twin]:
        with _answering():
            found = self._connect().query(_TWINS).result_rows
        columns: dict[str, dict[str, str]] = {}
        for table, name, kind in found:
            columns.setdefault(table, {})[name] = kind
        return {table: Twin(table, of_table) for table, of_table in columns.items()}


class Metrics:
    """The `metric_*` views."""

    def __init__(self, connect: Callable[[], Client]) -> None:
        self._connect = connect

    def titles_by_country(self, after: tuple[int, str] | None, limit: int) -> list[CountryTitles]:
        """At most `limit` countries by falling number of titles, then code, after a position. Raises `Unavailable`."""
        with _answering():
            titles, code = after or (_ABOVE_ALL, "")
            values = {"titles": titles, "code": code, "limit": limit}
            found = self._connect().query(_TITLES_BY_COUNTRY, values)
        return [CountryTitles(code, name, titles) for code, name, titles in found.result_rows]

    def ping(self) -> None:
        """Raises `Unavailable` unless a real query is answered."""
        with _answering():
            self._connect().command("SELECT count() FROM metric_titles_by_country")
