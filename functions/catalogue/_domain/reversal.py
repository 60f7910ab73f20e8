"""Taking a change back: the fields of one revision become what they were before it, by a new change."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from catalogue._domain.edit_refusals import ChangedSinceThen, NothingToRevert, NotReversible, UnknownField
from catalogue._domain.history import FieldChange, Revision
from chassis.errors import FieldError


def restoring(
    revision: Revision,
    names: Sequence[str] | None,
    reversible: Collection[str],
    present: Mapping[str, Any],
    *,
    seen: bool,
) -> dict[str, Any]:
    """The merge patch that takes back what `revision` changed of `names`, all where that is `None`.

    `reversible` names the fields that can be written, `present` has their values, `seen`: who asks knows these. Raises
    `UnknownField`, `NotReversible`, `ChangedSinceThen`, `NothingToRevert`.
    """
    wanted = _chosen(revision, names)
    _require_reversible(wanted, reversible)
    if not seen:
        _require_unchanged(wanted, present)
    patch = {each.field: each.before for each in wanted if present[each.field] != each.before}
    if not patch:
        raise NothingToRevert("every field is as it was before that change already")
    if "external_ids" in patch:  # a merge keeps what it does not name
        gone = dict.fromkeys(set(present["external_ids"]) - set(patch["external_ids"]))
        patch["external_ids"] = {**patch["external_ids"], **gone}
    return patch


def _chosen(revision: Revision, names: Sequence[str] | None) -> list[FieldChange]:
    changed = {each.field: each for each in revision.changes}
    unknown = [place for place, each in enumerate(names or ()) if each not in changed]
    if unknown or names == []:
        detail = f"version {revision.version} changed {', '.join(sorted(changed))}"
        raise UnknownField(detail, errors=[FieldError(f"/fields/{place}", "unknown", detail) for place in unknown])
    return list(changed.values()) if names is None else [changed[each] for each in names]


def _require_reversible(wanted: Sequence[FieldChange], reversible: Collection[str]) -> None:
    lasting = [each.field for each in wanted if each.field not in reversible]
    if lasting:
        detail = f"{', '.join(each or 'the whole' for each in lasting)}: only fields that a PATCH takes are reversible"
        errors = [FieldError(f"/{each}", "not_reversible", "no field that a PATCH takes") for each in lasting]
        raise NotReversible(detail, errors=errors)


def _require_unchanged(wanted: Sequence[FieldChange], present: Mapping[str, Any]) -> None:
    later = [each.field for each in wanted if present[each.field] not in (each.after, each.before)]
    if later:
        raise ChangedSinceThen(
            f"{', '.join(later)}: changed again since; send the title's ETag as If-Match to go over that",
            errors=[FieldError(f"/{each}", "changed_since", "changed again since") for each in later],
        )
