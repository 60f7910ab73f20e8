"""What titles, people, companies and collections have in common: facts in versions, and a removal that stays.

`facts` is what people write, a frozen dataclass of the kind's own; `Thing` adds identity and history. Both are values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from catalogue._domain.history import WHOLE, Action, FieldChange, Revision, ThingKind, field_changes
from catalogue._domain.refusals import ChangedMeanwhile

F = TypeVar("F")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing(Generic[F]):
    """A thing as stored: `version` counts its changes from 1 and is behind the ETag."""

    kind: ThingKind
    id: str
    facts: F
    version: int
    created_at: datetime
    updated_at: datetime
    removed_at: datetime | None = None


T = TypeVar("T", bound=Thing[Any])


def patched(facts: F, patch: Mapping[str, Any]) -> F:
    """`facts` after a JSON merge patch (RFC 7396) in the fields' types; `external_ids` merge by source."""
    merged = dict(patch)
    if "external_ids" in merged:
        both = {**facts.external_ids, **(merged["external_ids"] or {})}  # type: ignore[attr-defined]
        merged["external_ids"] = {source: value for source, value in both.items() if value is not None}
    return replace(facts, **merged)  # type: ignore[type-var]


def differences(before: Any, after: Any) -> tuple[str, ...]:
    """The names of the fields in which two values of one dataclass differ, in the order of declaration."""
    return tuple(f.name for f in fields(before) if getattr(before, f.name) != getattr(after, f.name))


def changed(thing: T, facts: Any, at: datetime) -> T:
    """The next version of `thing`, with `facts` of its kind."""
    return replace(thing, facts=facts, version=thing.version + 1, updated_at=at)


def removed(thing: T, at: datetime) -> T:
    """The thing's last version."""
    return replace(thing, version=thing.version + 1, updated_at=at, removed_at=at)


def revision(before: T | None, after: T, by: str, parts: Sequence[FieldChange] = ()) -> Revision:
    """What made `after`; `parts` are changes outside the facts, such as `translations.fr`."""
    action: Action = "added" if before is None else "removed" if after.removed_at is not None else "changed"
    changes: tuple[FieldChange, ...] = (FieldChange(WHOLE),)
    if before is not None and action == "changed":
        changes = (*field_changes(before.facts, after.facts), *parts)
    at = after.updated_at
    return Revision(kind=after.kind, id=after.id, version=after.version, action=action, changes=changes, by=by, at=at)


def require_version(thing: Thing[Any], expected: int) -> None:
    """Raise `ChangedMeanwhile` unless the writer has seen the current version."""
    if thing.version != expected:
        raise ChangedMeanwhile(f"{thing.kind} {thing.id} is at version {thing.version}, not {expected}: read it again")
