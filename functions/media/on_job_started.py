"""EventBridge, MediaConvert works on a job: remember which, so that its progress can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis import clock
from chassis.notices import on_notice
from media import _wiring
from media._domain.upload import UploadId, running

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent


@on_notice
def handler(notice: CloudWatchEvent) -> None:
    job = notice.detail
    with _wiring.uploads().transaction() as uploads:
        upload = uploads.lock(UploadId(job["userMetadata"]["upload_id"]))
        uploads.replace(running(upload, job["jobId"], clock.now()))
        uploads.save()
