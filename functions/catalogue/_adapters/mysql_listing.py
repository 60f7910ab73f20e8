"""Pages of a table with names, continued after a position (keyset), never by offset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chassis.ids import from_bytes, to_bytes

if TYPE_CHECKING:
    from catalogue._domain.listing import Listing, Position
    from chassis.mysql import Transaction

_KEYS = {"name": "name", "updated": "updated_at"}
_NAME = "name COLLATE utf8mb4_unicode_520_ci"  # keywords are kept apart byte for byte, but found in any case


def page(
    tx: Transaction, select: str, listing: Listing, after: Position | None, limit: int
) -> tuple[list[dict[str, Any]], Position | None]:
    """At most `limit` rows of `select` (which ends in its condition), and the position of the next page."""
    key, beyond, direction = _KEYS[listing.key], *(("<", "DESC") if listing.descending else (">", "ASC"))
    sql, params = select, list[Any]()
    for word in listing.words:
        sql += f" AND ({_NAME} LIKE %s OR {_NAME} LIKE %s)"
        params += [f"{_literal(word)}%", f"% {_literal(word)}%"]
    if after is not None:
        sql += f" AND {key} {beyond}= %s AND ({key} {beyond} %s OR id {beyond} %s)"
        params += [after[0], after[0], to_bytes(after[1])]
    rows = tx.all(f"{sql} ORDER BY {key} {direction}, id {direction} LIMIT {limit + 1:d}", params)
    more = [str(rows[limit - 1][key]), from_bytes(rows[limit - 1]["id"])] if len(rows) > limit else None
    return rows[:limit], more


def _literal(word: str) -> str:
    """The word as LIKE takes it literally."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
