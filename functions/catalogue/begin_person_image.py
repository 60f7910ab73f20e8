"""POST /people/{person_id}/images: begin to upload an image; the same Idempotency-Key begins it once."""

from catalogue import _image_operations
from catalogue._domain.image import Owner
from catalogue._domain.person import PersonId
from catalogue._replies.images import BegunImage, NewImage
from chassis.http import Caller, IdempotencyKey, Reply, endpoint


@endpoint("POST /people/{person_id}/images", scope="catalogue:write", status=201)
def handler(person_id: PersonId, body: NewImage, caller: Caller, key: IdempotencyKey) -> Reply[BegunImage]:
    return _image_operations.begin(Owner("person", person_id), body, caller, key)
