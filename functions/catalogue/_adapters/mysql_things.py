"""People, companies and collections in MySQL: one transaction per change, the same for each kind.

What differs is a `Shape`: the table, its columns, and the refusals by name. What a kind checks or tells beyond that is
in its own module, as methods of its own `OpenThings`.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from catalogue._adapters.mysql_external_ids import external_ids_of, replace_external_ids
from catalogue._adapters.mysql_history import record
from catalogue._adapters.mysql_listing import page
from catalogue._adapters.mysql_rows import aware, naive
from catalogue._domain.thing import Thing, revision
from chassis.ids import from_bytes, is_id, to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from catalogue._domain.history import ThingKind
    from catalogue._domain.listing import Listing, Position
    from chassis.errors import Refusal
    from chassis.events import Event
    from chassis.mysql import Database, Transaction

F = TypeVar("F")
_OWN = ("version", "removed_at", "created_at", "updated_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape(Generic[F]):
    """How a kind lies in its table: `columns` hold the facts of the same names, those in `ids` as 16 bytes."""

    kind: ThingKind
    table: str
    facts: type[F]
    columns: tuple[str, ...]
    ids: tuple[str, ...] = ()
    external_ids: bool = True
    not_found: type[Refusal]
    removed: type[Refusal]

    def select(self, where: str) -> str:
        """The statement that reads whole rows."""
        tmdb = ("tmdb_id",) if self.external_ids else ()
        return f"SELECT {', '.join(('id', *tmdb, *self.columns, *_OWN))} FROM {self.table} WHERE {where}"  # noqa: S608


class OpenThings(Generic[F]):
    """Things of one kind within one transaction. A subclass says what its kind checks, reads and writes beside."""

    shape: Shape[F]

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx

    def load(self, thing_id: str, lock: str = "") -> Thing[F]:
        """The thing. Raises the kind's refusals where there is none, or none any more."""
        shape = self.shape
        row = self.tx.one(shape.select("id = %s") + lock, (to_bytes(thing_id),)) if is_id(thing_id) else None
        if row is None:
            raise shape.not_found(f"there is no {shape.kind} {thing_id}")
        if row["removed_at"] is not None:
            raise shape.removed(f"{shape.kind} {thing_id} was removed")
        return self._things([row])[0]

    def lock(self, thing_id: str) -> Thing[F]:
        """The thing, kept from concurrent writers until the end. Raises what `load` raises."""
        return self.load(thing_id, " FOR UPDATE")

    def page(self, listing: Listing, after: Position | None, limit: int) -> tuple[list[Thing[F]], Position | None]:
        """At most `limit` things after a position, and the position of the next page if there is one."""
        rows, position = page(self.tx, self.shape.select("removed_at IS NULL"), listing, after, limit)
        return self._things(rows), position

    def after(self, key: bytes, limit: int) -> list[Thing[F]]:
        """At most `limit` things after an id, in the order of ids."""
        select = self.shape.select("removed_at IS NULL AND id > %s") + " ORDER BY id LIMIT %s"
        return self._things(self.tx.all(select, (key, limit)))

    def among(self, keys: Sequence[bytes]) -> list[Thing[F]]:
        """Those of some ids that exist."""
        select = self.shape.select("removed_at IS NULL AND id IN %s")
        return self._things(self.tx.all(select, (tuple(keys),))) if keys else []

    def add(self, thing: Thing[F], by: str) -> None:
        """Store a new thing of a caller."""
        self.check(thing)
        names = ("id", *self.shape.columns, *_OWN)
        sql = f"INSERT INTO {self.shape.table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608
        self.tx.run(sql, (to_bytes(thing.id), *self._values(thing)))
        self._write_beside(None, thing, by)

    def replace(self, before: Thing[F], after: Thing[F], by: str) -> list[Event]:
        """Store the next version of a locked thing; the events of other things that show it."""
        if after.removed_at is None:
            self.check(after)
        names = (*self.shape.columns, *_OWN)
        sql = f"UPDATE {self.shape.table} SET {', '.join(f'{name} = %s' for name in names)} WHERE id = %s"  # noqa: S608
        self.tx.run(sql, (*self._values(after), to_bytes(after.id)))
        self._write_beside(before, after, by)
        return self.retold(before, after, by)

    def check(self, thing: Thing[F]) -> None:
        """Raise what the kind refuses of its facts."""

    def require_removable(self, thing: Thing[F]) -> None:
        """Raise where others hang on a locked thing."""

    def retold(self, before: Thing[F], after: Thing[F], by: str) -> list[Event]:  # noqa: ARG002 - for kinds that others show
        """The events of titles that show the thing and are therefore new."""
        return []

    def facts_beside(self, ids: Sequence[bytes]) -> Mapping[bytes, dict[str, Any]]:  # noqa: ARG002
        """Facts of each id that are not columns."""
        return {}

    def write_beside(self, before: Thing[F] | None, after: Thing[F]) -> None:
        """Store the facts that are not columns."""

    def _write_beside(self, before: Thing[F] | None, after: Thing[F], by: str) -> None:
        record(self.tx, [revision(before, after, by)])
        if self.shape.external_ids:
            replace_external_ids(self.tx, self.shape.kind, self.shape.table, before, after)
        self.write_beside(before, after)

    def _values(self, thing: Thing[F]) -> tuple[Any, ...]:
        facts = ((name, getattr(thing.facts, name)) for name in self.shape.columns)
        stored = (to_bytes(value) if name in self.shape.ids and value else value for name, value in facts)
        removed_at = naive(thing.removed_at) if thing.removed_at else None
        return (*stored, thing.version, removed_at, naive(thing.created_at), naive(thing.updated_at))

    def _things(self, rows: Sequence[Mapping[str, Any]]) -> list[Thing[F]]:
        beside = self.facts_beside([row["id"] for row in rows])
        external = external_ids_of(self.tx, self.shape.kind, rows) if self.shape.external_ids else {}
        return [self._thing(row, {**beside.get(row["id"], {}), **external.get(row["id"], {})}) for row in rows]

    def _thing(self, row: Mapping[str, Any], beside: Mapping[str, Any]) -> Thing[F]:
        ids = {name: from_bytes(row[name]) for name in self.shape.ids if row[name]}
        facts = self.shape.facts(**{**{name: row[name] for name in self.shape.columns}, **ids, **beside})
        return Thing(
            kind=self.shape.kind,
            id=from_bytes(row["id"]),
            facts=facts,
            version=row["version"],
            created_at=aware(row["created_at"]),
            updated_at=aware(row["updated_at"]),
        )


class Things(Generic[F]):
    """Opens transactions on things of one kind, and reads them."""

    open: type[OpenThings[F]]

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def transaction(self) -> Iterator[OpenThings[F]]:
        """A transaction; it rolls back unless saved."""
        with self._database.transaction() as tx:
            yield self.open(tx)

    def page(self, listing: Listing, after: Position | None, limit: int) -> tuple[list[Thing[F]], Position | None]:
        """At most `limit` things after a position, and the position of the next page if there is one."""
        with self._database.read() as tx:
            return self.open(tx).page(listing, after, limit)
