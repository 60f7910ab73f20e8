"""DELETE /uploads/{upload_id}: give up an unfinished upload; its parts are deleted."""

from chassis import clock
from chassis.http import Caller, IfMatch, Reply, endpoint
from media import _wiring
from media._domain.upload import UploadId, ended_as, require_uploading, require_version


@endpoint("DELETE /uploads/{upload_id}", scope="media:upload", status=204)
def handler(upload_id: UploadId, caller: Caller, expected: IfMatch) -> Reply[None]:
    with _wiring.uploads().transaction() as uploads:
        upload = uploads.lock(upload_id, caller.sub)
        require_version(upload, expected)
        require_uploading(upload)
        _wiring.upload_bucket().abort(upload)
        uploads.replace(ended_as(upload, "abandoned", "aborted", "given up by its owner", clock.now()))
        uploads.save()
    return Reply(None)
