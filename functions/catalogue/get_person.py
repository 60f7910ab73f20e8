"""GET /people/{person_id}: a person with the whole filmography, newest first."""

from catalogue import _wiring
from catalogue._domain.person import PersonId
from catalogue._replies.people import PersonWithFilmography
from catalogue._replies.things import tag
from chassis.http import Reply, endpoint


@endpoint("GET /people/{person_id}", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(person_id: PersonId) -> Reply[PersonWithFilmography]:
    person, filmography = _wiring.people().read(person_id)
    return Reply(PersonWithFilmography.among(person, filmography), headers=tag(person.version, filmography))
