"""POST /proposals/{proposal_id}/withdraw: take back what one has proposed, while nobody has decided."""

from catalogue import _edits
from catalogue._domain.proposal import ProposalId, withdrawn
from catalogue._replies.proposals import ProposalReply
from chassis import clock
from chassis.http import Caller, Reply, endpoint


@endpoint("POST /proposals/{proposal_id}/withdraw", scope="catalogue:propose")
def handler(proposal_id: ProposalId, caller: Caller) -> Reply[ProposalReply]:
    now = clock.now()
    return _edits.close(proposal_id, lambda proposal: withdrawn(proposal, caller.sub, now))
