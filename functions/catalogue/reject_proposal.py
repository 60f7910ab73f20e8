"""POST /proposals/{proposal_id}/reject: turn a proposal down, with a reason."""

from catalogue import _edits
from catalogue._domain.proposal import ProposalId, rejected
from catalogue._replies.proposals import ProposalReply, Rejection
from chassis import clock
from chassis.http import Caller, Reply, endpoint


@endpoint("POST /proposals/{proposal_id}/reject", scope="catalogue:review")
def handler(proposal_id: ProposalId, body: Rejection, caller: Caller) -> Reply[ProposalReply]:
    now = clock.now()
    return _edits.close(proposal_id, lambda proposal: rejected(proposal, body.reason, caller.sub, now))
