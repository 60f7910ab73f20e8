"""POST /uploads/{upload_id}/complete: every part is sent; the transcoding begins by itself."""

from chassis import clock
from chassis.http import Caller, Reply, endpoint
from media import _wiring
from media._domain.upload import UploadId, require_uploading, uploaded
from media._replies import UploadReply


@endpoint("POST /uploads/{upload_id}/complete", scope="media:upload", status=202)
def handler(upload_id: UploadId, caller: Caller) -> Reply[UploadReply]:
    upload = _wiring.uploads().read(upload_id, caller.sub)
    if upload.etag is None and upload.state != "uploaded":  # repeated, it answers as the first time
        require_uploading(upload)
        _wiring.upload_bucket().complete(upload)
    with _wiring.uploads().transaction() as uploads:
        upload = uploaded(uploads.lock(upload_id, caller.sub), clock.now())
        uploads.replace(upload)
        uploads.save()
    return Reply(UploadReply.of(upload), version=upload.version, location=f"/api/media/uploads/{upload_id}")
