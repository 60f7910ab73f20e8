"""Looking names up in MySQL: a bounded number of names that are like a text, for the domain to rank."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any

from catalogue._domain.names import Name
from catalogue._domain.ranking import Shown
from chassis.ids import from_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from catalogue._domain.names import Kind
    from catalogue._domain.ranking import Match
    from catalogue._domain.typed import Typed
    from chassis.mysql import Database, Transaction

PER_WORD = 400
"""How many names of a word are read, the most popular ones: what a search costs at most, however much is stored."""
BEGUN, CANDIDATES, BEGINNING = 300, 60, 30

_COLUMNS = "n.thing_kind AS kind, n.thing_id, n.name, n.folded, n.popularity"
_KNOWN = "SELECT DISTINCT word FROM search_spellings WHERE spelling IN %s"
_OF_WORD = (
    "(SELECT name_id, band, %s AS letters FROM search_words WHERE word = %s AND thing_kind = %s"  # noqa: S608 - constants
    f" ORDER BY band DESC LIMIT {PER_WORD})"
)
_OF_BEGUN = (
    "(SELECT name_id, band, %s AS letters FROM search_words WHERE word > %s AND word < %s"  # noqa: S608 - constants
    f" AND thing_kind IN %s LIMIT {BEGUN})"
)
_LIKE = f"""
SELECT {_COLUMNS} FROM (
  SELECT name_id FROM ({{lists}}) w
  GROUP BY name_id ORDER BY SUM(letters) DESC, MAX(band) DESC, name_id LIMIT {CANDIDATES}
) l JOIN search_names n ON n.id = l.name_id
"""  # noqa: S608 - constants
_NAMED = f"SELECT {_COLUMNS} FROM search_names n WHERE n.folded IN %s AND n.thing_kind IN %s LIMIT {CANDIDATES}"  # noqa: S608
_BEGINNING = (
    f"SELECT {_COLUMNS} FROM search_names n WHERE n.folded > %s AND n.folded < %s AND n.thing_kind IN %s"  # noqa: S608
    f" ORDER BY n.folded LIMIT {BEGINNING}"
)
_AFTER = "{"  # the character after z
_NUMBERED = (
    f"SELECT {_COLUMNS} FROM title_external_ids e JOIN search_names n ON n.thing_id = e.title_id"  # noqa: S608
    " WHERE e.value = %s AND n.thing_kind IN %s"
)
_BILLED = """
SELECT DISTINCT c.title_id, n.folded FROM credits c JOIN search_names n ON n.thing_id = c.person_id
WHERE c.title_id IN %s AND (c.billing_order < 10 OR c.job = 'Director')
"""
_SHOWN = """
SELECT id, name, YEAR(release_date) AS year FROM titles WHERE id IN %(ids)s AND removed_at IS NULL
UNION ALL SELECT id, name, NULL FROM people WHERE id IN %(ids)s AND removed_at IS NULL
"""


class SearchNames:
    """Opens searches."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def open(self) -> Iterator[OpenSearch]:
        """A search: all of it sees the same names."""
        with self._database.read() as tx:
            yield OpenSearch(tx)


class OpenSearch:
    """The statements of one search."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def like(self, typed: Typed) -> list[Name]:
        """Names that have words of the text, as they are or misspelt, and names that begin with it."""
        if not typed.words or not typed.kinds:
            return []
        known = [row["word"] for row in self._tx.all(_KNOWN, (typed.spellings(),))]
        beyond = typed.folded + _AFTER
        rows = self._tx.all(_NAMED, (typed.phrases(known), typed.kinds))
        rows += self._tx.all(_BEGINNING, (typed.folded, beyond, typed.kinds))
        titles = tuple(kind for kind in typed.kinds if kind != "person")
        for kinds in filter(None, (titles, typed.kinds[len(titles) :])):  # neither crowds the other out
            rows += self._having_words(typed, known, kinds)
        return [Name(**row) for row in rows]

    def _having_words(self, typed: Typed, known: Sequence[str], kinds: Sequence[Kind]) -> list[dict[str, Any]]:
        last, meant = typed.words[-1], typed.meant(known).items()
        of_words = [(letters, word, kind) for word, letters in meant for kind in kinds]
        sql = _LIKE.format(lists=" UNION ALL ".join([*[_OF_WORD] * len(of_words), _OF_BEGUN]))
        begun = (len(last), last, last + _AFTER, kinds)
        return self._tx.all(sql, [*chain.from_iterable(of_words), *begun])

    def numbered(self, typed: Typed) -> list[Name]:
        """The names of the titles that have the text as another system's id."""
        if typed.external_id is None or not typed.kinds:
            return []
        return [Name(**row) for row in self._tx.all(_NUMBERED, (typed.external_id, typed.kinds))]

    def billed(self, title_ids: Sequence[bytes]) -> dict[bytes, list[str]]:
        """The folded names of the directors and the first ten players of some titles."""
        found: dict[bytes, list[str]] = {}
        for row in self._tx.all(_BILLED, (tuple(title_ids),)) if title_ids else ():
            found.setdefault(row["title_id"], []).append(row["folded"])
        return found

    def shown(self, matches: Sequence[Match]) -> list[Shown]:
        """The matches as they are shown, in their order."""
        ids = tuple(match.name.thing_id for match in matches)
        rows = {row["id"]: row for row in self._tx.all(_SHOWN, {"ids": ids})} if ids else {}
        return [
            Shown(
                id=from_bytes(name.thing_id),
                kind=name.kind,
                name=rows[name.thing_id]["name"],
                matched_name=name.name,
                year=rows[name.thing_id]["year"],
                popularity=name.popularity,
            )
            for name in (match.name for match in matches)
            if name.thing_id in rows
        ]
