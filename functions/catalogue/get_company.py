"""GET /companies/{company_id}: a company."""

from catalogue import _wiring
from catalogue._domain.company import CompanyId
from catalogue._replies.companies import CompanyReply
from chassis.http import Reply, endpoint


@endpoint("GET /companies/{company_id}", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(company_id: CompanyId) -> Reply[CompanyReply]:
    company = _wiring.companies().read(company_id)
    return Reply(CompanyReply.of(company), version=company.version)
