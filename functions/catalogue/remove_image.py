"""DELETE /images/{image_id}: take an image and its files from the title or person that one has read."""

from catalogue import _image_operations
from catalogue._domain.image import ImageId
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("DELETE /images/{image_id}", scope="catalogue:write", status=204)
def handler(image_id: ImageId, caller: Caller, expected: IfMatch) -> Reply[None]:
    return Reply(None, version=_image_operations.remove(image_id, caller, expected))
