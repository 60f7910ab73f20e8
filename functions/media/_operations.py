"""What a broken-off transcoding leads to: used where it is noticed at once, and where somebody looks after it."""

from chassis import clock
from media import _wiring
from media._domain.facts import upload_ended
from media._domain.job import prefix_of
from media._domain.upload import Upload, UploadId, begun_again


def begin_again(upload_id: UploadId, attempt: int) -> Upload:
    """Start the attempt after `attempt`, or end the upload as failed after the last; repeated, it does nothing."""
    with _wiring.uploads().transaction() as uploads:
        before = uploads.lock(upload_id)
        upload = begun_again(before, attempt, clock.now())
        if upload is not before:
            if upload.ended:
                _wiring.renditions().remove(prefix_of(upload.asset_id))
            uploads.replace(upload)
            uploads.save(*([upload_ended(upload)] if upload.ended else []))
    if upload.state == "transcoding":
        _wiring.transcodings().start(upload)
    return upload
