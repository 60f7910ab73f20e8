"""GET /image-uploads/{upload_id}: whether one's upload has become an image, or why it has not."""

from catalogue import _wiring
from catalogue._domain.image import ImageId
from catalogue._replies.images import ImageUploadReply
from chassis.http import Caller, Reply, endpoint


@endpoint("GET /image-uploads/{upload_id}", scope="catalogue:read")
def handler(upload_id: ImageId, caller: Caller) -> Reply[ImageUploadReply]:
    upload = _wiring.image_uploads().read(upload_id, caller.sub)
    return Reply(ImageUploadReply.of(upload), version=upload.version)
