"""DELETE /companies/{company_id}: remove a company, which no title shows from then on; the address answers 410."""

from catalogue import _operations, _wiring
from catalogue._domain.company import CompanyId
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("DELETE /companies/{company_id}", scope="catalogue:write", status=204)
def handler(company_id: CompanyId, caller: Caller, expected: IfMatch) -> Reply[None]:
    return _operations.remove(_wiring.companies(), company_id, caller, expected)
