"""The history of things: models with the published field names."""

from typing import Any, Self

from catalogue._domain.history import Action, Revision
from chassis.reply import Body, Instant


class ChangedField(Body):
    """A field before and after; both null where its values are not kept. `field` "" is the whole thing."""

    field: str
    before: Any
    after: Any


class RevisionItem(Body):
    """What one writer changed at one instant."""

    version: int
    action: Action
    changed_by: str
    changed_at: Instant
    changes: list[ChangedField]

    @classmethod
    def of(cls, revision: Revision) -> Self:
        """The item of a revision."""
        changes = [ChangedField(field=each.field, before=each.before, after=each.after) for each in revision.changes]
        return cls(
            version=revision.version,
            action=revision.action,
            changed_by=revision.by,
            changed_at=revision.at,
            changes=changes,
        )


class ChangedThing(Body):
    """A thing that changed, and when last."""

    id: str
    changed_at: Instant
