"""POST /people: add a person; the same Idempotency-Key adds the person once."""

from catalogue import _operations, _wiring
from catalogue._replies.people import NewPerson, PersonReply
from chassis.http import Caller, IdempotencyKey, Reply, endpoint


@endpoint("POST /people", scope="catalogue:write", status=201)
def handler(body: NewPerson, caller: Caller, key: IdempotencyKey) -> Reply[PersonReply]:
    return _operations.add(_wiring.people(), body.facts(), PersonReply.of, caller, key)
