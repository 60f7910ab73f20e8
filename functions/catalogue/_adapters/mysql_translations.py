"""Texts of titles by language in MySQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue._adapters.mysql_names import index_titles
from catalogue._adapters.mysql_rows import naive
from catalogue._domain.history import differing
from catalogue._domain.refusals import TranslationNotFound
from catalogue._domain.title import TitleId
from catalogue._domain.translations import Translation, chain
from chassis.ids import from_bytes, to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from catalogue._adapters.mysql_title_parts import OpenParts
    from catalogue._domain.history import FieldChange
    from chassis.mysql import Database, Transaction

_ALL = "SELECT language, name, overview, tagline FROM title_translations WHERE title_id = %s ORDER BY language"
_ONE = "SELECT language, name, overview, tagline FROM title_translations WHERE title_id = %s AND language = %s"
_NAMES = "SELECT title_id, language, name FROM title_translations WHERE title_id IN %s AND language IN %s"
_PUT = (
    "REPLACE INTO title_translations (title_id, language, name, overview, tagline, updated_at)"
    " VALUES (%s, %s, %s, %s, %s, %s)"
)
_REMOVE = "DELETE FROM title_translations WHERE title_id = %s AND language = %s"


def translations_of(tx: Transaction, title_id: bytes) -> tuple[Translation, ...]:
    """A title's translations by language."""
    return tuple(Translation(**row) for row in tx.all(_ALL, (title_id,)))


class Translations:
    """Reads for lists; changes within the transaction of a locked title, which say what differs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def names(self, ids: Sequence[TitleId], tag: str) -> Mapping[TitleId, list[Translation]]:
        """The names of titles in the languages that a reader of `tag` may see, by one statement."""
        found: dict[TitleId, list[Translation]] = {each: [] for each in ids}
        if ids and tag:
            with self._database.read() as tx:
                rows = tx.all(_NAMES, (tuple(to_bytes(each) for each in ids), chain(tag)))
            for row in rows:
                title_id = TitleId(from_bytes(row.pop("title_id")))
                found[title_id].append(Translation(**row))
        return found

    @staticmethod
    def put(parts: OpenParts, wanted: Translation) -> tuple[Translation, list[FieldChange]]:
        """Store a translation in place of the one in its language."""
        before = _one(parts, wanted.language)
        texts = (wanted.name, wanted.overview, wanted.tagline)
        parts.tx.run(_PUT, (parts.owner, wanted.language, *texts, naive(parts.at)))
        index_titles(parts.tx, [parts.owner])
        return wanted, differing(f"translations.{wanted.language}", before, wanted)

    @staticmethod
    def remove(parts: OpenParts, language: str) -> tuple[None, list[FieldChange]]:
        """Drop the translation into one language. Raises `TranslationNotFound`."""
        before = _one(parts, language)
        if before is None:
            raise TranslationNotFound(f"title {parts.title.id} has no translation in {language}")
        parts.tx.run(_REMOVE, (parts.owner, language))
        index_titles(parts.tx, [parts.owner])
        return None, differing(f"translations.{language}", before, None)


def _one(parts: OpenParts, language: str) -> Translation | None:
    row = parts.tx.one(_ONE, (parts.owner, language))
    return Translation(**row) if row else None
