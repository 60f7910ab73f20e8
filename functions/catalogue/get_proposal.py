"""GET /proposals/{proposal_id}: a proposal field by field against what there is now, and which fields conflict."""

from catalogue import _edits
from catalogue._domain.proposal import ProposalId
from catalogue._replies.proposals import ProposalReply
from chassis.http import Reply, endpoint


@endpoint("GET /proposals/{proposal_id}", scope="catalogue:read")
def handler(proposal_id: ProposalId) -> Reply[ProposalReply]:
    return _edits.show(proposal_id)
