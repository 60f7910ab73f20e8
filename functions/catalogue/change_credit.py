"""PATCH /titles/{title_id}/credits/{credit_id}: change a credit (JSON Merge Patch) of the title that one has read."""

from catalogue import _title_parts
from catalogue._domain.credit import CreditId
from catalogue._domain.title import TitleId
from catalogue._replies.credits import CreditChanges, CreditReply
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("PATCH /titles/{title_id}/credits/{credit_id}", scope="catalogue:write")
def handler(
    title_id: TitleId, credit_id: CreditId, body: CreditChanges, caller: Caller, expected: IfMatch
) -> Reply[CreditReply]:
    credit, title = _title_parts.change(
        title_id, caller, expected, lambda parts: parts.change_credit(credit_id, body.written())
    )
    return Reply(CreditReply.of(credit), version=title.version)
