"""The beats of proposals and reversals: both end in a change that is ascribed to somebody, or in none."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from catalogue import _wiring
from catalogue._adapters.mysql_history import plain, plain_facts
from catalogue._adapters.mysql_proposals import OpenProposals
from catalogue._domain import proposal as deciding
from catalogue._domain import reversal as reverting
from catalogue._domain.edit_refusals import RevisionNotFound
from catalogue._domain.history import Author
from catalogue._domain.proposal import Proposal, ProposalId
from catalogue._domain.thing import require_version
from catalogue._edited import EDITED
from catalogue._replies.proposals import ProposalReply, ReversalReply
from catalogue._replies.things import tag
from catalogue._replies.titles import TitleChanges
from chassis import clock
from chassis.errors import FieldError, Gone, Refusal
from chassis.http import Reply
from chassis.idempotency import once
from chassis.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from catalogue._domain.history import Revision, ThingKind
    from catalogue._domain.thing import Thing
    from catalogue._domain.title import TitleId
    from catalogue._edited import Edited
    from catalogue._replies.proposals import Grounds, NewReversal
    from chassis.events import Event
    from chassis.http import Caller, IdempotencyKey, IfMatch
    from chassis.mysql import Transaction


def propose(  # noqa: PLR0913, PLR0917 - a proposal is a thing, a patch, its grounds and a caller
    kind: ThingKind, thing_id: str, patch: Any, grounds: Grounds, caller: Caller, key: IdempotencyKey
) -> Reply[ProposalReply]:
    """A new proposal, valid as the kind's PATCH would find it; the same key makes it once.

    Raises `ProposalChangesNothing`, `FieldLocked`, `TooManyOpenProposals` and what the PATCH raises.
    """
    now = clock.now()
    told = (grounds.comment, tuple(grounds.sources))
    with _wiring.database().transaction() as tx:

        def work() -> Reply[ProposalReply]:
            edited = EDITED[kind](tx)
            before = edited.lock(thing_id)
            fields = deciding.proposed_fields(plain(patch.written()), plain_facts(before.facts))
            proposal = Proposal(ProposalId(new_id(now)), kind, thing_id, before.version, fields, *told, caller.sub, now)
            with _within("/patch"):
                edited.check(before, {each.field: each.proposed for each in fields}, caller.sub, now)
            proposals = OpenProposals(tx)
            proposals.require_room(caller.sub, now)
            proposals.add(proposal)
            return replace(_shown(proposal, edited, before), location=f"/api/catalogue/proposals/{proposal.id}")

        reply, _ = once(tx, caller.sub, f"Propose{kind.title()}Change", key, key.body_hash, work)
        tx.save()
    return reply


def show(proposal_id: ProposalId) -> Reply[ProposalReply]:
    """A proposal against what there is now. Raises `ProposalNotFound`."""
    with _wiring.database().transaction("START TRANSACTION READ ONLY") as tx:
        return _as_is(OpenProposals(tx).load(proposal_id), tx)


def accept(
    proposal_id: ProposalId, names: Sequence[str] | None, caller: Caller, expected: IfMatch | None
) -> Reply[ProposalReply]:
    """Change the thing as proposed, whole or by some fields, in the name of who proposed it, and close the proposal.

    A field that was changed since is in the way unless `expected`, the thing's present version, says that the curator
    has seen it. Raises `ProposalClosed`, `OwnProposal`, `ChangedSinceProposed`, `AlreadyAsProposed`, `FieldLocked`,
    `ChangedMeanwhile`, and what the kind's PATCH raises.
    """
    now = clock.now()
    with _wiring.database().transaction() as tx:
        proposals = OpenProposals(tx)
        proposal = proposals.lock(proposal_id)
        edited = EDITED[proposal.kind](tx)
        before = edited.lock(proposal.thing_id)
        if expected is not None:
            require_version(before, expected)
        present = plain_facts(before.facts)
        wanted = deciding.to_accept(proposal, names, caller.sub, present, seen=expected is not None)
        author = Author.proposing(proposal.by, proposal.id, caller.sub)
        after, events = edited.patch(before, {each.field: each.proposed for each in wanted}, author, now)
        closed = deciding.accepted(proposal, wanted, caller.sub, now, after.version)
        proposals.close(closed)
        reply = _shown(closed, edited, after)
        tx.save(*events)
    edited.show(after)
    return reply


def close(proposal_id: ProposalId, decide: Callable[[Proposal], Proposal]) -> Reply[ProposalReply]:
    """The proposal after a decision that changes nothing else. Raises what `decide` raises."""
    with _wiring.database().transaction() as tx:
        proposals = OpenProposals(tx)
        closed = decide(proposals.lock(proposal_id))
        proposals.close(closed)
        reply = _as_is(closed, tx)
        tx.save()
    return reply


def revert(
    title_id: TitleId, asked: NewReversal, caller: Caller, key: IdempotencyKey, expected: IfMatch | None
) -> Reply[ReversalReply]:
    """Make fields what they were before a version, by a new change; the same key does it once.

    A field that was changed again is in the way unless `expected` is the title's present version. Raises
    `RevisionNotFound`, `NotReversible`, `ChangedSinceThen`, `NothingToRevert`, `FieldLocked`, `OutdatedValue`,
    `ChangedMeanwhile`, and what PATCH raises.
    """
    made: list[tuple[Edited, Thing[Any], list[Event]]] = []
    revisions = _wiring.history().of(title_id, asked.version + 1, 1)
    with _wiring.database().transaction() as tx:

        def work() -> Reply[ReversalReply]:
            edited = EDITED["title"](tx)
            before = edited.lock(title_id)
            if not revisions or revisions[0].version != asked.version:
                at = FieldError("/version", "unknown", "the title's history has no such version")
                raise RevisionNotFound(f"title {title_id} has no change of version {asked.version}", errors=[at])
            patch = _restoring(revisions[0], asked.fields, before, expected)
            author = Author.reverting(caller.sub, asked.version)
            after, events = edited.patch(before, patch, author, clock.now())
            made.append((edited, after, events))
            return _reverted(after, asked.version, sorted(patch))

        reply, _ = once(tx, caller.sub, "RevertTitleChange", key, key.body_hash, work)
        tx.save(*(event for _, _, events in made for event in events))
    for edited, after, _ in made:
        edited.show(after)
    return reply


def _restoring(
    revision: Revision, names: Sequence[str] | None, before: Thing[Any], expected: IfMatch | None
) -> dict[str, Any]:
    if expected is not None:
        require_version(before, expected)
    present = plain_facts(before.facts)
    return reverting.restoring(revision, names, TitleChanges.model_fields, present, seen=expected is not None)


def _reverted(after: Thing[Any], version: int, fields: list[str]) -> Reply[ReversalReply]:
    body = ReversalReply(
        title_id=after.id, version=after.version, reverted_version=version, fields=fields, reverted_at=after.updated_at
    )
    return Reply(body, version=after.version, location=f"/api/catalogue/titles/{after.id}/changes")


def _as_is(proposal: Proposal, tx: Transaction) -> Reply[ProposalReply]:
    edited = EDITED[proposal.kind](tx)
    try:
        return _shown(proposal, edited, edited.load(proposal.thing_id))
    except Gone:
        return _shown(proposal, edited, None)


def _shown(proposal: Proposal, edited: Edited, present: Thing[Any] | None) -> Reply[ProposalReply]:
    """Under an ETag that names the thing's version: sent as If-Match it says what the curator has seen."""
    version, facts = (present.version, plain_facts(present.facts)) if present else (None, {})
    body = ProposalReply.against(proposal, version, facts, edited.locked(proposal.thing_id))
    return Reply(body, headers=tag(version or 0, body))


@contextmanager
def _within(place: str) -> Iterator[None]:
    """What is refused inside points into a part of the body."""
    try:
        yield
    except Refusal as refusal:
        refusal.errors = tuple(replace(each, pointer=place + each.pointer) for each in refusal.errors)
        raise
