"""PATCH /images/{image_id}: another language, place or focal point, if the title or person is as one has read it."""

from catalogue import _image_operations
from catalogue._domain.image import ImageId
from catalogue._replies.images import ImageChanges
from catalogue._replies.shown_images import ImageItem
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("PATCH /images/{image_id}", scope="catalogue:write")
def handler(image_id: ImageId, body: ImageChanges, caller: Caller, expected: IfMatch) -> Reply[ImageItem]:
    image, version = _image_operations.change(image_id, body.patch(), caller, expected)
    return Reply(ImageItem.of(image), version=version)
