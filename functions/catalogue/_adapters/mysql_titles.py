"""Titles in MySQL: one transaction per change, views for readers."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from catalogue._adapters.mysql_history import record
from catalogue._adapters.mysql_locks import locks_of
from catalogue._adapters.mysql_names import index_credited, index_titles
from catalogue._adapters.mysql_parts import read_part
from catalogue._adapters.mysql_rows import (
    COLUMNS,
    INSERT_TITLE,
    LISTS,
    UPDATE_TITLE,
    link_rows,
    lists_of,
    naive,
    replace_links,
    title_from,
    title_values,
)
from catalogue._domain.refusals import (
    ExternalIdTaken,
    NumberTaken,
    TitleHasParts,
    TitleNotFound,
    TitleRemoved,
    UnknownCountry,
    UnknownGenre,
)
from catalogue._domain.thing import revision
from catalogue._domain.views import TitleView
from chassis.errors import FieldError
from chassis.ids import is_id, to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from catalogue._domain.lock import Lock
    from catalogue._domain.title import Title, TitleFacts, TitleId
    from catalogue._domain.views import Part
    from chassis.events import Event
    from chassis.mysql import Database, Transaction

_SELECT = f"SELECT {COLUMNS} FROM titles WHERE id = %s"  # noqa: S608 - constants
_PART = "SELECT 1 FROM titles WHERE parent_id = %s AND removed_at IS NULL LIMIT 1"
_INSERT_LANGUAGE = "INSERT IGNORE INTO languages (code, name, created_at) VALUES (%s, '', %s)"
_INSERT_EXTERNAL = "INSERT INTO title_external_ids (source, value, title_id, created_at) VALUES (%s, %s, %s, %s)"


class Titles:
    """Opens transactions and reads views."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def transaction(self) -> Iterator[OpenTitles]:
        """A transaction on titles; it rolls back unless saved."""
        with self._database.transaction() as tx:
            yield OpenTitles(tx)

    def read(self, title_id: TitleId, parts: Sequence[Part] = ()) -> TitleView:
        """The title with `parts`. Raises `TitleNotFound` or `TitleRemoved`.

        The title is read before its parts: a change in between leaves newer parts under the older version, which the
        change's own event corrects; the other way round they would look current.
        """
        with self._database.read() as tx:
            title = _load(tx, title_id)
            return TitleView(title=title, **{part: read_part(tx, to_bytes(title_id), part) for part in parts})

    def find(self, title_id: TitleId, parts: Sequence[Part] = ()) -> TitleView | None:
        """As `read`; None where there is no such title any more."""
        with suppress(TitleNotFound, TitleRemoved):
            return self.read(title_id, parts)
        return None


class OpenTitles:
    """Titles within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx

    def load(self, title_id: TitleId) -> Title:
        """The title. Raises `TitleNotFound` or `TitleRemoved`."""
        return _load(self.tx, title_id)

    def lock(self, title_id: TitleId) -> Title:
        """The title, kept from concurrent writers until the end. Raises `TitleNotFound` or `TitleRemoved`."""
        return _load(self.tx, title_id, " FOR UPDATE")

    def parent(self, parent_id: TitleId | None) -> Title | None:
        """The title under which another is to stand; it cannot be removed until the end. Raises as `lock` does."""
        return None if parent_id is None else _load(self.tx, parent_id, " LOCK IN SHARE MODE")

    def require_no_parts(self, title_id: TitleId) -> None:
        """Raise `TitleHasParts` where seasons or episodes stand under a locked title."""
        if self.tx.one(_PART, (to_bytes(title_id),)):
            raise TitleHasParts(f"title {title_id} has seasons or episodes: remove them first")

    def add(self, title: Title, by: str) -> None:
        """Store a new title of a caller. Raises `ExternalIdTaken`, `NumberTaken`, `UnknownGenre`, `UnknownCountry`."""
        self._require_vocabulary(title.facts)
        self._write(title.facts, INSERT_TITLE, title_values(title))
        record(self.tx, [revision(None, title, by)])
        for field, (table, column) in LISTS.items():
            self._link(title, field, table, column)
        self._insert_external_ids(title, title.facts.external_ids)
        index_titles(self.tx, [to_bytes(title.id)])

    def replace(self, before: Title, after: Title, by: str) -> None:
        """Store the next version of a locked title. Raises what `add` raises."""
        self._require_vocabulary(after.facts)
        identifier, *values = title_values(after)
        self._write(after.facts, UPDATE_TITLE, (*values, identifier))
        record(self.tx, [revision(before, after, by)])
        for field, (table, column) in LISTS.items():
            if getattr(before.facts, field) != getattr(after.facts, field):
                self._link(after, field, table, column)
        self._replace_external_ids(before, after)
        index_titles(self.tx, [to_bytes(after.id)])
        if after.removed_at:
            index_credited(self.tx, [to_bytes(after.id)])

    def keywords(self, title_id: TitleId) -> tuple[str, ...]:
        """The title's keywords, which its events carry."""
        found: tuple[str, ...] = read_part(self.tx, to_bytes(title_id), "keywords")
        return found

    def locks(self, title_id: TitleId) -> Mapping[str, Lock]:
        """The locks of a locked title by field."""
        return locks_of(self.tx, [to_bytes(title_id)])[to_bytes(title_id)]

    def save(self, *events: Event) -> None:
        """Publish `events` and commit."""
        self.tx.save(*events)

    def _write(self, facts: TitleFacts, sql: str, values: tuple[Any, ...]) -> None:
        from pymysql.err import IntegrityError  # noqa: PLC0415 - drivers load on first use

        try:
            self.tx.run(sql, values)
        except IntegrityError as error:
            at = FieldError("/number", "taken", f"another {facts.kind} has it")
            raise NumberTaken(f"there is a {facts.kind} {facts.number} already", errors=[at]) from error

    def _link(self, title: Title, field: str, table: str, column: str) -> None:
        if field == "spoken_languages":
            self.tx.many(_INSERT_LANGUAGE, [(code, naive(title.updated_at)) for code in title.facts.spoken_languages])
        replace_links(self.tx, table, column, link_rows(title, field), to_bytes(title.id))

    def _require_vocabulary(self, facts: TitleFacts) -> None:
        """Genres and countries are closed lists: what they do not hold is the writer's mistake."""
        unknown = _unknown(self.tx, "genres", "slug", facts.genres)
        if unknown:
            raise UnknownGenre(f"there is no genre {unknown[0]}", errors=_at("genres", facts.genres, unknown))
        unknown = _unknown(self.tx, "countries", "code", facts.country_codes)
        if unknown:
            errors = _at("country_codes", facts.country_codes, unknown)
            raise UnknownCountry(f"{unknown[0]} is no country of ISO 3166-1", errors=errors)

    def _replace_external_ids(self, before: Title, after: Title) -> None:
        old, new = before.facts.external_ids, after.facts.external_ids
        gone = tuple(source for source, value in old.items() if new.get(source) != value)
        if gone:
            sql = "DELETE FROM title_external_ids WHERE title_id = %s AND source IN %s"
            self.tx.run(sql, (to_bytes(after.id), gone))
        self._insert_external_ids(after, {s: v for s, v in new.items() if old.get(s) != v})

    def _insert_external_ids(self, title: Title, external_ids: Mapping[str, str]) -> None:
        from pymysql.err import IntegrityError  # noqa: PLC0415 - drivers load on first use

        for source, value in external_ids.items():
            try:
                self.tx.run(_INSERT_EXTERNAL, (source, value, to_bytes(title.id), naive(title.updated_at)))
            except IntegrityError as error:
                at = FieldError(f"/external_ids/{source}", "taken", "another title has it")
                raise ExternalIdTaken(f"{source} {value} is another title's", errors=[at]) from error


def _load(tx: Transaction, title_id: TitleId, lock: str = "") -> Title:
    row = tx.one(_SELECT + lock, (to_bytes(title_id),)) if is_id(title_id) else None
    if row is None:
        raise TitleNotFound(f"there is no title {title_id}")
    if row["removed_at"] is not None:
        raise TitleRemoved(f"title {title_id} was removed")
    return title_from(row, lists_of(tx, [row["id"]])[row["id"]])


def _unknown(tx: Transaction, table: str, column: str, values: Sequence[str]) -> list[str]:
    if not values:
        return []
    found = {row[column] for row in tx.all(f"SELECT {column} FROM {table} WHERE {column} IN %s", (tuple(values),))}  # noqa: S608
    return [value for value in values if value not in found]


def _at(field: str, values: Sequence[str], unknown: Sequence[str]) -> list[FieldError]:
    return [FieldError(f"/{field}/{values.index(value)}", "unknown", f"{value} is not known") for value in unknown]
