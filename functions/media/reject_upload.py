"""Task: end an upload of which nothing is published; what was transcoded is deleted, the uploaded file is kept."""

from chassis import clock
from chassis.task import task
from media import _wiring
from media._domain.facts import upload_ended
from media._domain.job import prefix_of
from media._domain.upload import UploadId, ended_as
from media._domain.verdict import verdict
from media._states import Broken, Ended


@task
def handler(asked: Broken) -> Ended:
    judged = verdict(asked.caught.error, asked.caught.cause)
    with _wiring.uploads().transaction() as uploads:
        upload = uploads.lock(UploadId(asked.upload_id))
        if not upload.ended and upload.attempt == asked.attempt:
            _wiring.renditions().remove(prefix_of(upload.asset_id))
            upload = ended_as(upload, *judged, clock.now())
            uploads.replace(upload)
            uploads.save(upload_ended(upload))
    return Ended(state=upload.state, reason=upload.reason)
