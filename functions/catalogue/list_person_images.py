"""GET /people/{person_id}/images: a person's images, the primary one of each language first."""

from catalogue import _wiring
from catalogue._domain.image import chosen
from catalogue._domain.person import PersonId
from catalogue._replies.images import Languages
from catalogue._replies.shown_images import ImageItem
from chassis.http import Page, Reply, endpoint


@endpoint("GET /people/{person_id}/images", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(person_id: PersonId, language: Languages = None) -> Reply[Page[ImageItem]]:
    person, images = _wiring.images().of_person(person_id)
    return Reply(Page(items=[ImageItem.of(each) for each in chosen(images, None, language)]), version=person.version)
