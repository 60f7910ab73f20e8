"""DELETE /titles/{title_id}/credits/{credit_id}: take a credit from the title that one has read."""

from catalogue import _title_parts
from catalogue._domain.credit import CreditId
from catalogue._domain.title import TitleId
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("DELETE /titles/{title_id}/credits/{credit_id}", scope="catalogue:write", status=204)
def handler(title_id: TitleId, credit_id: CreditId, caller: Caller, expected: IfMatch) -> Reply[None]:
    none, title = _title_parts.change(title_id, caller, expected, lambda parts: parts.remove_credit(credit_id))
    return Reply(none, version=title.version)
