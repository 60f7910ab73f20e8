"""Executions of the state machine `transcode`, and MediaConvert's jobs in them."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from media._domain.upload import Upload


class Transcodings:
    """Starts and looks after executions of `arn`."""

    def __init__(self, states: Any, arn: str, bucket: str) -> None:
        self._states, self._arn, self._bucket = states, arn, bucket

    def start(self, upload: Upload) -> None:
        """Start the upload's current attempt. Its name makes one of all repetitions: a second start does nothing."""
        told = {"upload_id": upload.id, "attempt": upload.attempt, "size_bytes": upload.size_bytes}
        told["source_url"] = f"s3://{self._bucket}/{upload.key}"
        try:
            self._states.start_execution(stateMachineArn=self._arn, name=_name(upload), input=json.dumps(told))
        except self._states.exceptions.ExecutionAlreadyExists:
            return

    def is_running(self, upload: Upload) -> bool:
        """Whether the upload's current attempt goes on."""
        arn = f"{self._arn.replace(':stateMachine:', ':execution:')}:{_name(upload)}"
        try:
            return bool(self._states.describe_execution(executionArn=arn)["status"] == "RUNNING")
        except self._states.exceptions.ExecutionDoesNotExist:
            return False


def _name(upload: Upload) -> str:
    """The upload, its content and its attempt as hex SHA-256: what makes one of all repetitions."""
    return hashlib.sha256(f"{upload.id} {upload.etag} {upload.attempt}".encode()).hexdigest()


class Jobs:
    """MediaConvert's jobs."""

    def __init__(self, mediaconvert: Any) -> None:
        self._mediaconvert = mediaconvert

    def percent(self, job_id: str | None) -> int | None:
        """How far a job has come; None before it has begun."""
        if job_id is None:
            return None
        percent = self._mediaconvert.get_job(Id=job_id)["Job"].get("JobPercentComplete")
        return None if percent is None else int(percent)
