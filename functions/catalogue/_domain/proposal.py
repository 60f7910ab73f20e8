"""A proposal: what somebody would change of a title or a person, and what becomes of it.

    open ──accepted (whole or some fields)──► accepted
      ├────rejected with a reason───────────► rejected
      └────withdrawn by who proposed────────► withdrawn

Nothing leaves the three states on the right. Values are JSON, as the history keeps them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, NewType

from catalogue._domain.edit_refusals import (
    AlreadyAsProposed,
    ChangedSinceProposed,
    NotYourProposal,
    OwnProposal,
    ProposalChangesNothing,
    ProposalClosed,
    UnknownField,
)
from catalogue._domain.history import ThingKind
from chassis.errors import FieldError

ProposalId = NewType("ProposalId", str)
Status = Literal["open", "accepted", "rejected", "withdrawn"]
MOST_OPEN = 100
"""Proposals of one account that wait for a review at once."""


@dataclass(frozen=True, slots=True)
class ProposedField:
    """`base`: as the proposer saw it; `proposed`: of the merge patch. `accepted` is `None` until the proposal is."""

    field: str
    base: Any
    proposed: Any
    accepted: bool | None = None

    def result(self, present: Any) -> Any:
        """What the field becomes where it is `present` now; ids of other systems merge by source."""
        if self.field != "external_ids":
            return self.proposed
        both = {**(present or {}), **(self.proposed or {})}
        return {source: value for source, value in both.items() if value is not None}

    def conflicts(self, present: Any) -> bool:
        """Whether somebody else changed the field since, and to something else than what is proposed."""
        return present not in (self.base, self.result(present))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as stored. `by` proposed it, `reviewed_by` accepted or rejected it; `made_version` is the thing's."""

    id: ProposalId
    kind: ThingKind
    thing_id: str
    base_version: int
    fields: tuple[ProposedField, ...]
    comment: str
    sources: tuple[str, ...]
    by: str
    at: datetime
    status: Status = "open"
    reviewed_by: str | None = None
    closed_at: datetime | None = None
    reason: str = ""
    made_version: int | None = None


def proposed_fields(patch: Mapping[str, Any], present: Mapping[str, Any]) -> tuple[ProposedField, ...]:
    """The fields of a merge patch that would change something. Raises `ProposalChangesNothing` where none would."""
    found = (ProposedField(name, present[name], value) for name, value in sorted(patch.items()))
    fields = tuple(each for each in found if each.result(each.base) != each.base)
    if not fields:
        at = FieldError("/patch", "changes_nothing", "every field is so already" if patch else "names no field")
        raise ProposalChangesNothing("a proposal changes at least one field", errors=[at])
    return fields


def to_accept(
    proposal: Proposal, names: Sequence[str] | None, by: str, present: Mapping[str, Any], *, seen: bool
) -> tuple[ProposedField, ...]:
    """The fields to change, all where `names` is `None`; `seen`: the curator knows what is there `present`ly.

    Raises `OwnProposal`, `ProposalClosed`, `UnknownField`, `ChangedSinceProposed`, `AlreadyAsProposed`.
    """
    _require_reviewable(proposal, by)
    wanted = _chosen(proposal, names)
    if not seen:
        _require_no_conflict(wanted, present)
    if all(each.result(present[each.field]) == present[each.field] for each in wanted):
        raise AlreadyAsProposed("every field is as proposed already: reject the proposal, or accept other fields")
    return wanted


def accepted(proposal: Proposal, wanted: Sequence[ProposedField], by: str, at: datetime, version: int) -> Proposal:
    """The proposal when its fields `wanted` made a thing's `version`. Raises `ProposalClosed`, `OwnProposal`."""
    names = {each.field for each in wanted}
    fields = tuple(replace(each, accepted=each.field in names) for each in proposal.fields)
    return replace(_reviewed(proposal, "accepted", by, at), fields=fields, made_version=version)


def rejected(proposal: Proposal, reason: str, by: str, at: datetime) -> Proposal:
    """The proposal when a curator turned it down. Raises `ProposalClosed`, `OwnProposal`."""
    return replace(_reviewed(proposal, "rejected", by, at), reason=reason)


def withdrawn(proposal: Proposal, by: str, at: datetime) -> Proposal:
    """The proposal when its author took it back. Raises `ProposalClosed`, `NotYourProposal`."""
    if proposal.by != by:
        raise NotYourProposal("only who proposed it withdraws a proposal")
    _require_open(proposal)
    return replace(proposal, status="withdrawn", closed_at=at)


def _reviewed(proposal: Proposal, status: Status, by: str, at: datetime) -> Proposal:
    _require_reviewable(proposal, by)
    return replace(proposal, status=status, reviewed_by=by, closed_at=at)


def _require_reviewable(proposal: Proposal, by: str) -> None:
    if proposal.by == by:
        raise OwnProposal("nobody reviews what they proposed: withdraw it, or let another curator look at it")
    _require_open(proposal)


def _require_open(proposal: Proposal) -> None:
    if proposal.status != "open":
        raise ProposalClosed(f"proposal {proposal.id} is {proposal.status} already")


def _chosen(proposal: Proposal, names: Sequence[str] | None) -> tuple[ProposedField, ...]:
    if names is None:
        return proposal.fields
    known = [each.field for each in proposal.fields]
    unknown = [place for place, each in enumerate(names) if each not in known]
    if unknown or not names:
        errors = [FieldError(f"/fields/{place}", "unknown", f"{names[place]} is not proposed") for place in unknown]
        raise UnknownField(f"name some of {', '.join(known)}", errors=errors)
    return tuple(each for each in proposal.fields if each.field in names)


def _require_no_conflict(wanted: Sequence[ProposedField], present: Mapping[str, Any]) -> None:
    names = [each.field for each in wanted if each.conflicts(present[each.field])]
    if names:
        raise ChangedSinceProposed(
            f"{', '.join(names)}: changed since; accept other fields, or send the proposal's ETag of now as If-Match",
            errors=[FieldError(f"/{each}", "changed_since", "changed since it was proposed") for each in names],
        )
