"""Collections and their titles in MySQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalogue._adapters.mysql_things import OpenThings, Shape, Things
from catalogue._domain.collection import CollectionFacts
from catalogue._domain.refusals import CollectionNotFound, CollectionRemoved, UnknownTitle
from catalogue._domain.title import TitleId
from catalogue._domain.views import CollectionTitle
from chassis.errors import FieldError
from chassis.ids import from_bytes, is_id, to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from catalogue._domain.collection import Collection, CollectionId
    from catalogue._domain.thing import Thing

_ENTRIES = "SELECT collection_id, title_id FROM collection_titles WHERE collection_id IN %s ORDER BY position"
_TITLES = """
SELECT t.id AS title_id, t.kind, t.name, t.release_date
FROM collection_titles c JOIN titles t ON t.id = c.title_id
WHERE c.collection_id = %s AND t.removed_at IS NULL ORDER BY c.position
"""
_EXISTING = "SELECT id FROM titles WHERE id IN %s AND removed_at IS NULL"
_INSERT = "INSERT INTO collection_titles (collection_id, title_id, position) VALUES (%s, %s, %s)"


class OpenCollections(OpenThings[CollectionFacts]):
    """Collections within one transaction."""

    shape = Shape(
        kind="collection",
        table="collections",
        facts=CollectionFacts,
        columns=("name", "overview"),
        external_ids=False,
        not_found=CollectionNotFound,
        removed=CollectionRemoved,
    )

    def facts_beside(self, ids: Sequence[bytes]) -> Mapping[bytes, dict[str, Any]]:
        """The titles of each collection."""
        found: dict[bytes, list[str]] = {each: [] for each in ids}
        for row in self.tx.all(_ENTRIES, (tuple(ids),)) if ids else ():
            found[row["collection_id"]].append(from_bytes(row["title_id"]))
        return {owner: {"titles": tuple(titles)} for owner, titles in found.items()}

    def write_beside(self, before: Thing[CollectionFacts] | None, after: Thing[CollectionFacts]) -> None:
        """Store the titles in their order. Raises `UnknownTitle`; one that was removed meanwhile may stay."""
        held = before.facts.titles if before else ()
        if held == after.facts.titles:
            return
        self._require_titles(after.facts.titles, known=held)
        owner = to_bytes(after.id)
        self.tx.run("DELETE FROM collection_titles WHERE collection_id = %s", (owner,))
        self.tx.many(_INSERT, [(owner, to_bytes(each), at) for at, each in enumerate(after.facts.titles)])

    def _require_titles(self, titles: Sequence[TitleId], known: Sequence[TitleId]) -> None:
        asked = tuple(to_bytes(each) for each in titles if each not in known and is_id(each))
        found = {from_bytes(row["id"]) for row in self.tx.all(_EXISTING, (asked,))} if asked else set()
        wrong = [at for at, each in enumerate(titles) if each not in known and each not in found]
        if wrong:
            errors = [FieldError(f"/titles/{at}", "unknown", "there is no such title") for at in wrong]
            raise UnknownTitle(f"there is no title {titles[wrong[0]]}", errors=errors)


class Collections(Things[CollectionFacts]):
    """Opens transactions on collections, and reads them."""

    open = OpenCollections

    def read(self, collection_id: CollectionId) -> tuple[Collection, tuple[CollectionTitle, ...]]:
        """The collection with its titles that still exist. Raises `CollectionNotFound` or `CollectionRemoved`."""
        with self._database.read() as tx:
            collection = OpenCollections(tx).load(collection_id)
            rows = tx.all(_TITLES, (to_bytes(collection_id),))
        entries = (CollectionTitle(**{**row, "title_id": TitleId(from_bytes(row["title_id"]))}) for row in rows)
        return collection, tuple(entries)
