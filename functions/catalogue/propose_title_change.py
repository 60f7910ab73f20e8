"""POST /titles/{title_id}/proposals: propose a change of some facts; the same Idempotency-Key does it once."""

from catalogue import _edits
from catalogue._domain.title import TitleId
from catalogue._replies.proposals import NewTitleProposal, ProposalReply
from chassis.http import Caller, IdempotencyKey, Reply, endpoint


@endpoint("POST /titles/{title_id}/proposals", scope="catalogue:propose", status=201)
def handler(title_id: TitleId, body: NewTitleProposal, caller: Caller, key: IdempotencyKey) -> Reply[ProposalReply]:
    return _edits.propose("title", title_id, body.patch, body, caller, key)
