"""Where the present values of a title come from: models with the published field names."""

from collections.abc import Mapping, Sequence
from typing import Self

from catalogue._domain.history import IMPORTS, Author, Origin
from catalogue._domain.lock import Lock
from catalogue._domain.provenance import Setting
from catalogue._replies.proposals import LockReply
from chassis.reply import Body, Instant


class FieldProvenance(Body):
    """A field, or an entry of a part (`translations.fr`), and the change that made it what it is.

    `source` is an import's. All but `field` and `lock` are null where the value is older than the history.
    """

    field: str
    version: int | None
    set_by: str | None
    set_at: Instant | None
    origin: Origin | None
    source: str | None
    proposal_id: str | None
    approved_by: str | None
    reverted_version: int | None
    lock: LockReply | None

    @classmethod
    def of(cls, setting: Setting, lock: Lock | None) -> Self:
        """The item of a field."""
        author = Author("") if setting.by is None else setting.by
        return cls(
            field=setting.field,
            version=setting.version,
            set_by=setting.by,
            set_at=setting.at,
            origin=author.origin if setting.by is not None else None,
            source=author.removeprefix(IMPORTS) if setting.by is not None and author.origin == "import" else None,
            proposal_id=author.proposal_id,
            approved_by=author.approved_by,
            reverted_version=author.reverted_version,
            lock=LockReply.of(setting.field, lock) if lock else None,
        )


class ProvenanceReply(Body):
    """Every field of a title; of its parts, those that the history names."""

    title_id: str
    fields: list[FieldProvenance]

    @classmethod
    def of(cls, title_id: str, settings: Sequence[Setting], locks: Mapping[str, Lock]) -> Self:
        """The reply for a title's settings and locks."""
        items = [FieldProvenance.of(each, locks.get(each.field)) for each in settings]
        return cls(title_id=title_id, fields=items)
