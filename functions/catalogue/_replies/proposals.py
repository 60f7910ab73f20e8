"""Proposals, locks and reversals: models with the published field names."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints

from catalogue._domain.lock import Lock
from catalogue._domain.proposal import Proposal, Status
from catalogue._replies.people import PersonChanges
from catalogue._replies.things import Homepage
from catalogue._replies.titles import TitleChanges
from chassis.reply import Body, Instant

Text = Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
LockReason = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,64}$")]
FieldNames = Annotated[list[FieldName], Field(max_length=64)]
Statuses = Annotated[
    str,
    StringConstraints(
        pattern=r"^(open|accepted|rejected|withdrawn)(,(open|accepted|rejected|withdrawn)){0,3}$",
    ),
]
Account = Annotated[str, StringConstraints(min_length=1, max_length=128)]


class Grounds(Body):
    """Why: in words, and by addresses where it can be read."""

    comment: Text = ""
    sources: list[Homepage] = Field([], max_length=10)


class NewTitleProposal(Grounds):
    """The body of `POST /titles/{title_id}/proposals`: the merge patch of `PATCH /titles/{title_id}`, and why."""

    patch: TitleChanges


class NewPersonProposal(Grounds):
    """The body of `POST /people/{person_id}/proposals`: the merge patch of `PATCH /people/{person_id}`, and why."""

    patch: PersonChanges


class Acceptance(Body):
    """The body of `POST /proposals/{proposal_id}/accept`: the fields to accept, all unless said."""

    fields: FieldNames | None = None


class Rejection(Body):
    """The body of `POST /proposals/{proposal_id}/reject`."""

    reason: Reason


class ProposedChange(Body):
    """A field as the proposer saw it, as it is now and as it would be. `accepted` is null until the proposal is."""

    field: str
    base: Any
    present: Any
    proposed: Any
    conflict: bool
    locked: bool
    accepted: bool | None


class ProposalItem(Body):
    """A proposal in the queue; it is about a title or about a person."""

    id: str
    title_id: str | None
    person_id: str | None
    status: Status
    base_version: int
    fields: list[str]
    comment: str
    sources: list[str]
    proposed_by: str
    proposed_at: Instant
    reviewed_by: str | None
    closed_at: Instant | None
    reason: str
    made_version: int | None

    @classmethod
    def of(cls, proposal: Proposal) -> Self:
        """The item of a proposal."""
        return cls(**_shown(proposal))


class ProposalReply(ProposalItem):
    """A proposal against what there is now; `present_version` is null where the thing was removed."""

    present_version: int | None
    diff: list[ProposedChange]

    @classmethod
    def against(
        cls, proposal: Proposal, version: int | None, present: Mapping[str, Any], locked: frozenset[str]
    ) -> Self:
        """The reply for a proposal and the thing's fields as JSON has them."""
        diff = [
            ProposedChange(
                field=each.field,
                base=each.base,
                present=present.get(each.field),
                proposed=each.result(present.get(each.field) if present else each.base),
                conflict=proposal.status == "open" and bool(present) and each.conflicts(present[each.field]),
                locked=each.field in locked,
                accepted=each.accepted,
            )
            for each in proposal.fields
        ]
        return cls(**_shown(proposal), present_version=version, diff=diff)


def _shown(proposal: Proposal) -> dict[str, Any]:
    return {
        "id": proposal.id,
        "title_id": proposal.thing_id if proposal.kind == "title" else None,
        "person_id": proposal.thing_id if proposal.kind == "person" else None,
        "status": proposal.status,
        "base_version": proposal.base_version,
        "fields": [each.field for each in proposal.fields],
        "comment": proposal.comment,
        "sources": list(proposal.sources),
        "proposed_by": proposal.by,
        "proposed_at": proposal.at,
        "reviewed_by": proposal.reviewed_by,
        "closed_at": proposal.closed_at,
        "reason": proposal.reason,
        "made_version": proposal.made_version,
    }


class NewLock(Body):
    """The body of `PUT /titles/{title_id}/locks/{field}`."""

    reason: LockReason


class LockReply(Body):
    """A lock."""

    field: str
    reason: str
    locked_by: str
    locked_at: Instant

    @classmethod
    def of(cls, field: str, lock: Lock) -> Self:
        """The reply for a field's lock."""
        return cls(field=field, reason=lock.reason, locked_by=lock.by, locked_at=lock.at)


class NewReversal(Body):
    """The body of `POST /titles/{title_id}/reversals`: the version whose change is taken back, some fields or all."""

    version: int = Field(ge=1, lt=2**31)
    fields: FieldNames | None = None


class ReversalReply(Body):
    """What a reversal made: a version of the title in which `fields` are what they were before `reverted_version`."""

    title_id: str
    version: int
    reverted_version: int
    fields: list[str]
    reverted_at: Instant
