"""Taking a change back: the fields of one revision become what they were before it, by a new change."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from catalogue._domain.edit_refusals import ChangedSinceThen, NothingToRevert, NotReversible, UnknownField
from catalogue._domain.history import FieldChange, Revision
from chassis.errors import FieldError


def to_revert(
    revision: Revision, names: Collection[str] | None, reversible: Collection[str]
) -> tuple[FieldChange, ...]:
    """The changes of `revision` to take back; all where `names` is `None`. Raises `UnknownField`, `NotReversible`."""
    changed = {each.field: each for each in revision.changes}
    unknown = [
        FieldError(f"/fields/{place}", "unknown", f"version {revision.version} did not change {each}")
        for place, each in enumerate(names or ())
        if each not in changed
    ]
    if unknown or (names is not None and not names):
        raise UnknownField(f"version {revision.version} changed {', '.join(sorted(changed))}", errors=unknown)
    wanted = tuple(changed.values()) if names is None else tuple(changed[each] for each in names)
    lasting = [each.field for each in wanted if each.field not in reversible]
    if lasting:
        told = [each or f"the title being {revision.action}" for each in lasting]
        errors = [FieldError(f"/{each}", "not_reversible", "only fields of the title itself are") for each in lasting]
        raise NotReversible(f"{', '.join(told)}: cannot be taken back by a reversal", errors=errors)
    return wanted


def require_unchanged_since(wanted: Sequence[FieldChange], present: Mapping[str, Any]) -> None:
    """Raise `ChangedSinceThen` where a field is no longer what the change made it."""
    later = [each.field for each in wanted if present[each.field] not in (each.after, each.before)]
    if later:
        errors = [FieldError(f"/{each}", "changed_since", "changed again since") for each in later]
        raise ChangedSinceThen(
            f"{', '.join(later)}: changed again since; send the title's ETag as If-Match to go over that", errors=errors
        )


def restoring(wanted: Sequence[FieldChange], present: Mapping[str, Any]) -> dict[str, Any]:
    """The merge patch that restores what was there before. Raises `NothingToRevert` where all of it is there."""
    patch = {each.field: each.before for each in wanted if present[each.field] != each.before}
    if not patch:
        raise NothingToRevert("every field is as it was before that change already")
    if "external_ids" in patch:  # a merge keeps what it does not name
        gone = dict.fromkeys(set(present["external_ids"]) - set(patch["external_ids"]))
        patch["external_ids"] = {**patch["external_ids"], **gone}
    return patch
