"""Ids of other systems that people and companies carry: tmdb in the row, where imports find it, others beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalogue._adapters.mysql_rows import naive
from catalogue._domain.refusals import ExternalIdTaken, MalformedExternalId
from chassis.errors import FieldError
from chassis.ids import to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from catalogue._domain.thing import Thing
    from chassis.mysql import Transaction

IN_ROW = "tmdb"
_GREATEST = 2**32 - 1


def external_ids_of(
    tx: Transaction, kind: str, rows: Sequence[Mapping[str, Any]]
) -> dict[bytes, dict[str, dict[str, str]]]:
    """`{"external_ids": …}` of each row of a kind's table."""
    found = {row["id"]: {} if row["tmdb_id"] is None else {IN_ROW: str(row["tmdb_id"])} for row in rows}
    sql = f"SELECT {kind}_id AS owner, source, value FROM {kind}_external_ids WHERE {kind}_id IN %s ORDER BY source"  # noqa: S608
    for row in tx.all(sql, (tuple(found),)) if found else ():
        found[row["owner"]][row["source"]] = row["value"]
    return {owner: {"external_ids": each} for owner, each in found.items()}


def replace_external_ids(tx: Transaction, kind: str, table: str, before: Thing[Any] | None, after: Thing[Any]) -> None:
    """Store what differs. Raises `ExternalIdTaken`, `MalformedExternalId`."""
    old, new = before.facts.external_ids if before else {}, after.facts.external_ids
    owner = to_bytes(after.id)
    gone = tuple(source for source, value in old.items() if new.get(source) != value and source != IN_ROW)
    if gone:
        tx.run(f"DELETE FROM {kind}_external_ids WHERE {kind}_id = %s AND source IN %s", (owner, gone))  # noqa: S608
    if old.get(IN_ROW) != new.get(IN_ROW):
        sql = f"UPDATE {table} SET tmdb_id = %s WHERE id = %s"  # noqa: S608 - constants
        _store(tx, kind, sql, (_number(new.get(IN_ROW)), owner), IN_ROW)
    sql = f"INSERT INTO {kind}_external_ids (source, value, {kind}_id, created_at) VALUES (%s, %s, %s, %s)"  # noqa: S608
    for source, value in new.items():
        if source != IN_ROW and old.get(source) != value:
            _store(tx, kind, sql, (source, value, owner, naive(after.updated_at)), source)


def _store(tx: Transaction, kind: str, sql: str, values: tuple[Any, ...], source: str) -> None:
    from pymysql.err import IntegrityError  # noqa: PLC0415 - drivers load on first use

    try:
        tx.run(sql, values)
    except IntegrityError as error:
        at = FieldError(f"/external_ids/{source}", "taken", f"another {kind} has it")
        raise ExternalIdTaken(f"this id of {source} is another {kind}'s", errors=[at]) from error


def _number(value: str | None) -> int | None:
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and 0 < int(value) <= _GREATEST and str(int(value)) == value):
        at = FieldError(f"/external_ids/{IN_ROW}", "malformed", f"a number from 1 to {_GREATEST}")
        raise MalformedExternalId(f"{value} is no id of {IN_ROW}", errors=[at])
    return int(value)
