"""How a title lies in its tables: columns, rows and the lists that hang on it."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from catalogue._domain.title import Money, Title, TitleFacts, TitleId
from chassis.ids import from_bytes, to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from chassis.mysql import Transaction

COLUMNS = (
    "id, kind, parent_id, number, name, original_name, original_language, overview, tagline, homepage, status,"
    " release_date, runtime_minutes, budget_amount, budget_currency, revenue_amount, revenue_currency, popularity,"
    " vote_average, vote_count, version, removed_at, created_at, updated_at"
)
_NAMES = tuple(name.strip() for name in COLUMNS.split(","))
INSERT_TITLE = f"INSERT INTO titles ({COLUMNS}) VALUES ({', '.join(['%s'] * len(_NAMES))})"  # noqa: S608 - constants
_PLAIN = (  # stored as TitleFacts has them
    *("kind", "number", "name", "original_name", "original_language", "overview", "tagline", "homepage", "status"),
    *("release_date", "runtime_minutes", "popularity", "vote_average", "vote_count"),
)
UPDATE_TITLE = f"UPDATE titles SET {', '.join(f'{name} = %s' for name in _NAMES[1:])} WHERE id = %s"  # noqa: S608

# What hangs on a title, in order: field of TitleFacts → table, column.
LISTS = {
    "genres": ("title_genres", "genre_slug"),
    "country_codes": ("title_countries", "country_code"),
    "spoken_languages": ("title_languages", "language_code"),
}
_SELECT_LISTS = (
    " UNION ALL ".join(  # noqa: S608 - constants
        f"SELECT title_id, '{field}' AS list, {column} AS entry, position FROM {table} WHERE title_id IN %(ids)s"  # noqa: S608
        for field, (table, column) in LISTS.items()
    )
    + " UNION ALL SELECT title_id, CONCAT('external_ids:', source), value, 0 FROM title_external_ids"
    " WHERE title_id IN %(ids)s ORDER BY position"
)

Lists = dict[str, list[str]]


def naive(instant: datetime) -> datetime:
    """What DATETIME(6) stores: UTC without the zone."""
    return instant.astimezone(UTC).replace(tzinfo=None)


def aware(stored: datetime) -> datetime:
    """The instant that DATETIME(6) means."""
    return stored.replace(tzinfo=UTC)


def title_values(title: Title) -> tuple[Any, ...]:
    """The values of `COLUMNS`."""
    facts = title.facts
    return (
        to_bytes(title.id),
        facts.kind,
        to_bytes(facts.parent_id) if facts.parent_id else None,
        facts.number,
        facts.name,
        facts.original_name,
        facts.original_language,
        facts.overview,
        facts.tagline,
        facts.homepage,
        facts.status,
        facts.release_date,
        facts.runtime_minutes,
        *_money_values(facts.budget),
        *_money_values(facts.revenue),
        facts.popularity,
        facts.vote_average,
        facts.vote_count,
        title.version,
        naive(title.removed_at) if title.removed_at else None,
        naive(title.created_at),
        naive(title.updated_at),
    )


def link_rows(title: Title, field: str) -> list[tuple[bytes, str, int]]:
    """(title, entry, position) of one of `LISTS`."""
    identifier = to_bytes(title.id)
    return [(identifier, entry, position) for position, entry in enumerate(getattr(title.facts, field))]


def insert_link(table: str, column: str) -> str:
    """The statement that adds or moves entries of a list."""
    return (
        f"INSERT INTO {table} (title_id, {column}, position) VALUES (%s, %s, %s)"  # noqa: S608 - constants
        " ON DUPLICATE KEY UPDATE position = VALUES(position)"
    )


def replace_links(  # noqa: PLR0913, PLR0917 - a list is a table, its column, rows and owner
    tx: Transaction, table: str, column: str, rows: Sequence[tuple[bytes, Any, int]], owner: bytes, only: str = ""
) -> None:
    """Make a title's list exactly `rows`, touching only what differs; `only` (SQL) keeps to a part of the table."""
    kept = tuple(entry for _, entry, _ in rows)
    vanished = f"DELETE FROM {table} WHERE title_id = %s{only}"  # noqa: S608 - constants
    if kept:
        tx.run(f"{vanished} AND {column} NOT IN %s", (owner, kept))
        tx.many(insert_link(table, column), rows)
    else:
        tx.run(vanished, (owner,))


def lists_of(tx: Transaction, ids: Sequence[bytes]) -> dict[bytes, Lists]:
    """Genres, countries, languages (by position) and `external_ids:<source>` of each title."""
    found: dict[bytes, Lists] = defaultdict(lambda: defaultdict(list))
    for row in tx.all(_SELECT_LISTS, {"ids": tuple(ids)}) if ids else ():
        found[row["title_id"]][row["list"]].append(row["entry"])
    return found


def title_from(row: Mapping[str, Any], lists: Lists) -> Title:
    """The title of a row of `COLUMNS` and its lists."""
    return Title(
        id=TitleId(from_bytes(row["id"])),
        facts=_facts_from(row, lists),
        version=row["version"],
        removed_at=row["removed_at"] and aware(row["removed_at"]),
        created_at=aware(row["created_at"]),
        updated_at=aware(row["updated_at"]),
    )


def _facts_from(row: Mapping[str, Any], lists: Lists) -> TitleFacts:
    found: dict[str, Any] = {name: row[name] for name in _PLAIN} | {name: tuple(lists.get(name, ())) for name in LISTS}
    return TitleFacts(
        **found,
        parent_id=TitleId(from_bytes(row["parent_id"])) if row["parent_id"] else None,
        budget=_money(row["budget_amount"], row["budget_currency"]),
        revenue=_money(row["revenue_amount"], row["revenue_currency"]),
        external_ids=_external_ids(lists.items()),
    )


def _external_ids(lists: Iterable[tuple[str, list[str]]]) -> dict[str, str]:
    return {name.partition(":")[2]: entries[0] for name, entries in lists if name.startswith("external_ids:")}


def _money(amount: int | None, currency: str | None) -> Money | None:
    return None if amount is None or currency is None else Money(amount, currency)


def _money_values(money: Money | None) -> tuple[int | None, str | None]:
    return (money.amount, money.currency) if money else (None, None)
