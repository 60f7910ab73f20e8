"""GET /uploads/{upload_id}: how far one's upload has come, and how it ended."""

from chassis.http import Caller, Reply, endpoint
from media import _wiring
from media._domain.upload import UploadId
from media._replies import UploadReply


@endpoint("GET /uploads/{upload_id}", scope="media:read")
def handler(upload_id: UploadId, caller: Caller) -> Reply[UploadReply]:
    upload = _wiring.uploads().read(upload_id, caller.sub)
    percent = _wiring.jobs().percent(upload.job_id) if upload.state == "transcoding" else None
    return Reply(UploadReply.of(upload, percent), version=upload.version)
