"""POST /proposals/{proposal_id}/accept: change the thing as proposed, whole or by some fields."""

from catalogue import _edits
from catalogue._domain.proposal import ProposalId
from catalogue._replies.proposals import Acceptance, ProposalReply
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("POST /proposals/{proposal_id}/accept", scope="catalogue:review")
def handler(
    proposal_id: ProposalId, body: Acceptance, caller: Caller, expected: IfMatch | None
) -> Reply[ProposalReply]:
    return _edits.accept(proposal_id, body.fields, caller, expected)
