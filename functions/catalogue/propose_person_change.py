"""POST /people/{person_id}/proposals: propose a change of some facts; the same Idempotency-Key does it once."""

from catalogue import _edits
from catalogue._domain.person import PersonId
from catalogue._replies.proposals import NewPersonProposal, ProposalReply
from chassis.http import Caller, IdempotencyKey, Reply, endpoint


@endpoint("POST /people/{person_id}/proposals", scope="catalogue:propose", status=201)
def handler(person_id: PersonId, body: NewPersonProposal, caller: Caller, key: IdempotencyKey) -> Reply[ProposalReply]:
    return _edits.propose("person", person_id, body.patch, body, caller, key)
