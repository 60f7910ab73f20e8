"""DELETE /people/{person_id}: remove a person, whom no title credits from then on; the address answers 410."""

from catalogue import _operations, _wiring
from catalogue._domain.person import PersonId
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("DELETE /people/{person_id}", scope="catalogue:write", status=204)
def handler(person_id: PersonId, caller: Caller, expected: IfMatch) -> Reply[None]:
    return _operations.remove(_wiring.people(), person_id, caller, expected)
