"""EventBridge, an execution of `transcode` broke off: begin again, or end the upload after the last attempt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chassis.notices import on_notice
from media import _operations
from media._domain.upload import UploadId

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent


@on_notice
def handler(notice: CloudWatchEvent) -> dict[str, object]:
    told = json.loads(notice.detail["input"])
    upload = _operations.begin_again(UploadId(told["upload_id"]), told["attempt"])
    return {"upload_id": upload.id, "state": upload.state, "attempt": upload.attempt}
