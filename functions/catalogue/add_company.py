"""POST /companies: add a company; the same Idempotency-Key adds it once."""

from catalogue import _operations, _wiring
from catalogue._replies.companies import CompanyReply, NewCompany
from chassis.http import Caller, IdempotencyKey, Reply, endpoint


@endpoint("POST /companies", scope="catalogue:write", status=201)
def handler(body: NewCompany, caller: Caller, key: IdempotencyKey) -> Reply[CompanyReply]:
    return _operations.add(_wiring.companies(), body.facts(), CompanyReply.of, caller, key)
