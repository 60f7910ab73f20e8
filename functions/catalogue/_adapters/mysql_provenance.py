"""The last change of each field of a title in MySQL."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from catalogue._adapters.mysql_history import revision_of
from catalogue._adapters.mysql_locks import locks_of
from catalogue._adapters.mysql_titles import OpenTitles
from catalogue._domain.provenance import settings
from catalogue._domain.title import TitleFacts
from chassis.ids import to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from catalogue._domain.lock import Lock
    from catalogue._domain.provenance import Setting
    from catalogue._domain.title import Title, TitleId
    from chassis.mysql import Database

_LAST = (
    "SELECT c.*, p.reviewed_by FROM (SELECT field, MAX(version) AS version FROM field_changes WHERE thing_id = %s"
    " GROUP BY field) l JOIN field_changes c ON c.thing_id = %s AND c.version = l.version AND c.field = l.field"
    " LEFT JOIN proposals p ON p.id = c.proposal_id ORDER BY c.field"
)


class Provenance:
    """Reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, title_id: TitleId) -> tuple[Title, list[Setting], Mapping[str, Lock]]:
        """The title, what set each field, and its locks. Raises `TitleNotFound` or `TitleRemoved`."""
        with self._database.read() as tx:
            title, owner = OpenTitles(tx).load(title_id), to_bytes(title_id)
            last = {row["field"]: revision_of([row]) for row in tx.all(_LAST, (owner, owner))}
            locks = locks_of(tx, [owner])[owner]
        return title, settings([each.name for each in fields(TitleFacts)], last, locks), locks
