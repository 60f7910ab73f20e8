"""POST /titles/{title_id}/reversals: take a change back by a new one; the same Idempotency-Key does it once."""

from catalogue import _edits
from catalogue._domain.title import TitleId
from catalogue._replies.proposals import NewReversal, ReversalReply
from chassis.http import Caller, IdempotencyKey, IfMatch, Reply, endpoint


@endpoint("POST /titles/{title_id}/reversals", scope="catalogue:review", status=201)
def handler(
    title_id: TitleId, body: NewReversal, caller: Caller, key: IdempotencyKey, expected: IfMatch | None
) -> Reply[ReversalReply]:
    return _edits.revert(title_id, body, caller, key, expected)
