"""Lists of titles in MySQL: conditions, and pages that continue after a position (keyset), never by offset.

Words of three letters and more go through the full-text index; shorter ones and those that InnoDB leaves out of its
index (its stop words) are compared with the beginnings of the name's words.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from catalogue._adapters.mysql_filters import clause_condition, range_conditions
from catalogue._domain.title import TitleId
from catalogue._domain.views import TitleRow
from chassis.ids import from_bytes, to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from catalogue._domain.filters import Order
    from catalogue._domain.search import TitleSearch
    from chassis.mysql import Database

SHORTEST_INDEXED = 3
# information_schema.INNODB_FT_DEFAULT_STOPWORD, the same in MariaDB and MySQL.
STOP_WORDS = frozenset((
    "a", "about", "an", "are", "as", "at", "be", "by", "com", "de", "en", "for", "from", "how", "i", "in", "is",
    "it", "la", "of", "on", "or", "that", "the", "this", "to", "was", "what", "when", "where", "who",
    "will", "with", "und", "www",
))  # fmt: skip
# Sort keys never compare with NULL: an unknown date or number sorts below every known one.
_SORTS = {
    "popularity": "t.popularity",
    "name": "t.name",
    "release_date": "COALESCE(t.release_date, '0001-01-01')",
    "vote_average": "COALESCE(t.vote_average, -1)",
    "vote_count": "t.vote_count",
    "runtime": "COALESCE(t.runtime_minutes, -1)",
    "budget": "COALESCE(t.budget_amount, -1)",
    "revenue": "COALESCE(t.revenue_amount, -1)",
    "added": "t.created_at",
    "updated": "t.updated_at",
}
_TEXTS = frozenset({"name", "release_date", "added", "updated"})
_ROW = (  # slugs and codes hold no comma
    "t.id, t.kind, t.name, t.original_name, t.release_date, t.runtime_minutes, t.popularity, t.vote_average,"
    " (SELECT GROUP_CONCAT(genre_slug ORDER BY position) FROM title_genres WHERE title_id = t.id) AS genres,"
    " (SELECT GROUP_CONCAT(country_code ORDER BY position) FROM title_countries WHERE title_id = t.id) AS country_codes"
)

Position = list[str]
"""Where a page ended: the sort keys' values as text, then the title's id."""


class Search:
    """Finds titles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, search: TitleSearch, after: Position | None, limit: int) -> tuple[list[TitleRow], Position | None]:
        """At most `limit` rows after a position, and the position of the next page if there is one."""
        where, params = _conditions(search)
        if after is not None:
            where.append(_after(search.order, after, params))
        sql = (
            f"SELECT {_ROW}, {_keys(search.order)} FROM titles t WHERE {' AND '.join(where)}"  # noqa: S608 - constants
            f" ORDER BY {_order_by(search.order)} LIMIT {limit + 1:d}"
        )
        with self._database.read() as tx:
            found = tx.all(sql, params)
        return [_row(row) for row in found[:limit]], _position(found[limit - 1]) if len(found) > limit else None


def _conditions(search: TitleSearch) -> tuple[list[str], list[Any]]:
    where, params = ["t.removed_at IS NULL"], list[Any]()
    for name, clause in search.clauses:
        where.append(clause_condition(name, clause, params))
    for name, bounds in search.ranges:
        where += range_conditions(name, bounds, params)
    _match_words(search.words, where, params)
    return where, params


def _match_words(words: Sequence[str], where: list[str], params: list[Any]) -> None:
    indexed = [word for word in words if len(word) >= SHORTEST_INDEXED and word not in STOP_WORDS]
    if indexed:
        where.append("MATCH (t.name, t.original_name) AGAINST (%s IN BOOLEAN MODE)")
        params.append(" ".join(f"+{word}*" for word in indexed))
    for word in words:
        if word not in indexed:
            where.append("(t.name LIKE %s OR t.name LIKE %s OR t.original_name LIKE %s OR t.original_name LIKE %s)")
            params.extend([f"{word}%", f"% {word}%"] * 2)


def _keys(order: Sequence[Order]) -> str:
    """The sort keys as text: exact, and what a cursor can carry."""
    return ", ".join(f"CAST({_SORTS[o.key]} AS CHAR) AS key_{i}" for i, o in enumerate(order))


def _order_by(order: Sequence[Order]) -> str:
    """The id settles ties in the direction of the last key, so that an index of (key, id) gives the order by itself."""
    keys = [(_SORTS[o.key], o.descending) for o in order] + [("t.id", order[-1].descending)]
    return ", ".join(f"{column} {'DESC' if descending else 'ASC'}" for column, descending in keys)


def _after(order: Sequence[Order], after: Position, params: list[Any]) -> str:
    """(k1 beyond) or (k1 equal and k2 beyond) or … or (all equal and id beyond)."""
    columns: list[tuple[str, str, object]] = [
        (_SORTS[o.key], "<" if o.descending else ">", _value(o.key, value))
        for o, value in zip(order, after, strict=False)
    ]
    columns.append(("t.id", columns[-1][1], to_bytes(after[-1])))
    column, beyond, value = columns[0]
    bound = f"{column} {beyond}= %s"  # says nothing new, but lets the index start here
    params.append(value)
    branches = []
    for depth, (column, beyond, value) in enumerate(columns):
        equal = [f"{earlier} = %s" for earlier, _, _ in columns[:depth]]
        branches.append("(" + " AND ".join([*equal, f"{column} {beyond} %s"]) + ")")
        params.extend([*(known for _, _, known in columns[:depth]), value])
    return f"{bound} AND ({' OR '.join(branches)})"


def _value(key: str, text: str) -> object:
    return text if key in _TEXTS else Decimal(text)


def _position(row: Mapping[str, Any]) -> Position:
    keys = sorted((name for name in row if name.startswith("key_")), key=lambda name: int(name.removeprefix("key_")))
    return [*(row[name] for name in keys), from_bytes(row["id"])]


def _row(row: Mapping[str, Any]) -> TitleRow:
    return TitleRow(
        id=TitleId(from_bytes(row["id"])),
        kind=row["kind"],
        name=row["name"],
        original_name=row["original_name"],
        release_date=row["release_date"],
        runtime_minutes=row["runtime_minutes"],
        popularity=row["popularity"],
        vote_average=row["vote_average"],
        genres=_entries(row["genres"]),
        country_codes=_entries(row["country_codes"]),
    )


def _entries(joined: str | None) -> tuple[str, ...]:
    return tuple(joined.split(",")) if joined else ()
