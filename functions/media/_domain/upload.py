"""An upload and its life.

    uploading → uploaded → transcoding → published | rejected | failed
        └→ abandoned

An upload is a value: a change makes a new one, with the next version. What has ended stays as it ended.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, NewType

from media._domain.refusals import FileTooBig, PartOutOfRange, UploadChangedMeanwhile, UploadClosed

UploadId = NewType("UploadId", str)
AssetId = NewType("AssetId", str)
State = Literal["uploading", "uploaded", "transcoding", "published", "rejected", "failed", "abandoned"]

PART_BYTES = 8 * 1024 * 1024
MOST_BYTES = 64 * 1024**3  # 8,192 parts; S3 takes 10,000
ABANDONED_AFTER = timedelta(hours=24)
SOURCES = "sources/"
MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """`multipart_id` is S3's. `reason` is a snake_case name where `state` is rejected or failed, `detail` a sentence.

    `asset_id` is what it becomes where it is published; `attempt` counts transcodings from 1, 0 before the first.
    """

    id: UploadId
    asset_id: AssetId
    title_id: str | None
    owner: str
    file_name: str
    content_type: str
    size_bytes: int
    accept_damaged: bool
    multipart_id: str
    state: State
    created_at: datetime
    updated_at: datetime
    version: int = 1
    attempt: int = 0
    etag: str | None = None
    job_id: str | None = None
    reason: str | None = None
    detail: str | None = None

    @property
    def key(self) -> str:
        """Where the file lies in the bucket of uploads: no name that a person gave is in it."""
        return SOURCES + self.id

    @property
    def parts(self) -> int:
        """How many parts the file is sent in: all of `PART_BYTES` but the last; an empty file is one empty part."""
        return max(1, -(-self.size_bytes // PART_BYTES))

    def size_of(self, part_number: int) -> int:
        """The bytes of a part, counted from 1. Raises `PartOutOfRange`."""
        if not 1 <= part_number <= self.parts:
            raise PartOutOfRange(f"part {part_number}: the file has {self.parts} of {PART_BYTES} bytes")
        return min(PART_BYTES, self.size_bytes - (part_number - 1) * PART_BYTES)

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {"published", "rejected", "failed", "abandoned"}


def require_size(size_bytes: int) -> None:
    """Raise `FileTooBig` before a byte is sent."""
    if size_bytes > MOST_BYTES:
        raise FileTooBig(f"{size_bytes} bytes; an upload may have {MOST_BYTES}")


def require_uploading(upload: Upload) -> None:
    """Raise `UploadClosed` unless parts can still come."""
    if upload.state != "uploading":
        raise UploadClosed(f"the upload is {upload.state}")


def require_version(upload: Upload, expected: int) -> None:
    """Raise `UploadChangedMeanwhile` unless the writer has seen the current version."""
    if upload.version != expected:
        raise UploadChangedMeanwhile(f"the upload is at version {upload.version}, not {expected}: read it again")


def upload_of(key: str) -> UploadId:
    """The upload whose file lies under `key`."""
    return UploadId(key.removeprefix(SOURCES))


def uploaded(upload: Upload, at: datetime) -> Upload:
    """All bytes are there. The notification may have been faster: then nothing changes."""
    return _moved(upload, at, state="uploaded") if upload.state == "uploading" else upload


def transcoding(upload: Upload, attempt: int, etag: str, at: datetime) -> Upload:
    """The `attempt`-th transcoding begins; a repeated beginning changes nothing, neither does one after the end."""
    if upload.ended or attempt <= upload.attempt:
        return upload
    return _moved(upload, at, state="transcoding", attempt=attempt, etag=etag, job_id=None)


def running(upload: Upload, job_id: str, at: datetime) -> Upload:
    """MediaConvert works on it."""
    if upload.state != "transcoding" or upload.job_id == job_id:
        return upload
    return _moved(upload, at, job_id=job_id)


def begun_again(upload: Upload, attempt: int, at: datetime) -> Upload:
    """After the `attempt`-th transcoding broke off: the next one, or the end as failed; late news changes nothing."""
    if upload.ended or attempt != upload.attempt:
        return upload
    if attempt >= MOST_ATTEMPTS:
        return ended_as(upload, "failed", "interrupted", f"broken off {attempt} times", at)
    return _moved(upload, at, state="transcoding", attempt=attempt + 1, job_id=None)


def published(upload: Upload, at: datetime) -> Upload:
    """Its asset is there to be played. Raises `UploadClosed` where it ended otherwise."""
    if upload.ended:
        raise UploadClosed(f"the upload is {upload.state}")
    return _moved(upload, at, state="published")


def ended_as(upload: Upload, state: State, reason: str, detail: str, at: datetime) -> Upload:
    """It ends unpublished as `state` for `reason`; what has ended already stays as it is."""
    if upload.ended:
        return upload
    return _moved(upload, at, state=state, reason=reason, detail=detail[:1000])


def _moved(upload: Upload, at: datetime, **changes: object) -> Upload:
    return replace(upload, version=upload.version + 1, updated_at=at, **changes)  # type: ignore[arg-type]
