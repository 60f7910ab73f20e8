"""POST /titles/{title_id}/images: begin to upload an image; the same Idempotency-Key begins it once."""

from catalogue import _image_operations
from catalogue._domain.image import Owner
from catalogue._domain.title import TitleId
from catalogue._replies.images import BegunImage, NewImage
from chassis.http import Caller, IdempotencyKey, Reply, endpoint


@endpoint("POST /titles/{title_id}/images", scope="catalogue:write", status=201)
def handler(title_id: TitleId, body: NewImage, caller: Caller, key: IdempotencyKey) -> Reply[BegunImage]:
    return _image_operations.begin(Owner("title", title_id), body, caller, key)
