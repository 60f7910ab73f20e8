"""GET /people/{person_id}: a person with the whole filmography, newest first."""

from catalogue import _wiring
from catalogue._domain.views import Person, PersonId
from chassis.http import endpoint


@endpoint("GET /people/{person_id}", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(person_id: PersonId) -> Person:
    return _wiring.people().read(person_id)
