"""PATCH /companies/{company_id}: change some facts (JSON Merge Patch), if nobody else has in the meantime."""

from catalogue import _operations, _wiring
from catalogue._domain.company import CompanyId
from catalogue._replies.companies import CompanyChanges, CompanyReply
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("PATCH /companies/{company_id}", scope="catalogue:write")
def handler(company_id: CompanyId, body: CompanyChanges, caller: Caller, expected: IfMatch) -> Reply[CompanyReply]:
    company = _operations.change(_wiring.companies(), company_id, body.written(), caller, expected)
    return Reply(CompanyReply.of(company), version=company.version)
