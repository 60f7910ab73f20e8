"""What proposals, reviews, locks and reversals refuse, by name.

NotFound            ProposalNotFound, LockNotFound, RevisionNotFound
Forbidden           OwnProposal, NotYourProposal
Conflict            ProposalClosed, ChangedSinceProposed, AlreadyAsProposed, FieldLocked, ChangedSinceThen,
                    NothingToRevert
Invalid             ProposalChangesNothing, UnknownField, NotReversible, OutdatedValue
TooMany             TooManyOpenProposals
"""

from chassis.errors import Conflict, Forbidden, Invalid, NotFound, TooMany


class ProposalNotFound(NotFound):
    """There is no such proposal."""


class LockNotFound(NotFound):
    """The field is not locked."""


class RevisionNotFound(NotFound):
    """The title never had this version."""


class ProposalClosed(Conflict):
    """The proposal was accepted, rejected or withdrawn before."""


class ChangedSinceProposed(Conflict):
    """Fields of a proposal that somebody else changed in the meantime."""


class AlreadyAsProposed(Conflict):
    """Accepting would change nothing."""


class FieldLocked(Conflict):
    """A curator locked the field: nobody changes it until the lock is taken away."""


class ChangedSinceThen(Conflict):
    """A change that later ones went over."""


class NothingToRevert(Conflict):
    """The fields are as they were before the change already."""


class OwnProposal(Forbidden):
    """Nobody reviews what they proposed."""


class NotYourProposal(Forbidden):
    """Only who proposed it withdraws a proposal."""


class TooManyOpenProposals(TooMany):
    """The account has as many proposals waiting for a review as one may have."""


class ProposalChangesNothing(Invalid):
    """A proposal without a field that would change."""


class UnknownField(Invalid):
    """A field that the proposal, or the change, does not have."""


class NotReversible(Invalid):
    """A change whose values are not kept, or that concerned more than fields of the title itself."""


class OutdatedValue(Invalid):
    """A value from before that today's rules refuse."""
