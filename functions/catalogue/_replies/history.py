"""The history of things: models with the published field names."""

from typing import Any, Self

from catalogue._domain.history import Action, Author, Origin, Revision
from chassis.reply import Body, Instant


class ChangedField(Body):
    """A field before and after; both null where its values are not kept. `field` "" is the whole thing."""

    field: str
    before: Any
    after: Any


class RevisionItem(Body):
    """What one writer changed at one instant, and by which way it came."""

    version: int
    action: Action
    changed_by: str
    changed_at: Instant
    origin: Origin
    proposal_id: str | None
    approved_by: str | None
    reverted_version: int | None
    changes: list[ChangedField]

    @classmethod
    def of(cls, revision: Revision) -> Self:
        """The item of a revision."""
        changes = [ChangedField(field=each.field, before=each.before, after=each.after) for each in revision.changes]
        author = Author.of(revision.by)
        return cls(
            version=revision.version,
            action=revision.action,
            changed_by=revision.by,
            changed_at=revision.at,
            origin=author.origin,
            proposal_id=author.proposal_id,
            approved_by=author.approved_by,
            reverted_version=author.reverted_version,
            changes=changes,
        )


class ChangedThing(Body):
    """A thing that changed, and when last."""

    id: str
    changed_at: Instant
