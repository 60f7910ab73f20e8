"""S3, a file has arrived in the bucket of uploads: start its transcoding; a repeated notification starts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis import clock
from chassis.notices import on_upload
from media import _wiring
from media._domain.upload import transcoding, upload_of

if TYPE_CHECKING:
    from chalice.app import S3Event

FIRST = 1


@on_upload
def handler(arrival: S3Event) -> None:
    etag = str(arrival.to_dict()["Records"][0]["s3"]["object"].get("eTag", ""))
    with _wiring.uploads().transaction() as uploads:
        upload = transcoding(uploads.lock(upload_of(arrival.key)), FIRST, etag, clock.now())
        uploads.replace(upload)
        uploads.save()
    if upload.state == "transcoding":
        _wiring.transcodings().start(upload)
