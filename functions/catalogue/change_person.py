"""PATCH /people/{person_id}: change some facts (JSON Merge Patch), if nobody else has in the meantime."""

from catalogue import _operations, _wiring
from catalogue._domain.person import PersonId
from catalogue._replies.people import PersonChanges, PersonReply
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("PATCH /people/{person_id}", scope="catalogue:write")
def handler(person_id: PersonId, body: PersonChanges, caller: Caller, expected: IfMatch) -> Reply[PersonReply]:
    person = _operations.change(_wiring.people(), person_id, body.written(), caller, expected)
    return Reply(PersonReply.of(person), version=person.version)
