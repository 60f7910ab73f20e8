"""PUT /titles/{title_id}/companies: make a title's companies exactly these, in this order."""

from catalogue import _title_parts
from catalogue._domain.title import TitleId
from catalogue._replies.credits import TitleCompanies, TitleCompaniesReply
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("PUT /titles/{title_id}/companies", scope="catalogue:write")
def handler(title_id: TitleId, body: TitleCompanies, caller: Caller, expected: IfMatch) -> Reply[TitleCompaniesReply]:
    wanted = [(each.company_id, each.role) for each in body.companies]
    companies, title = _title_parts.change(title_id, caller, expected, lambda parts: parts.replace_companies(wanted))
    return Reply(TitleCompaniesReply(companies=companies), version=title.version)
