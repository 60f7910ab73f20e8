"""An image on its way: announced, sent to S3, looked at, and then ready or refused.

    pending → ready | refused

An upload is a value: a change makes a new one, with the next version. What has ended stays as it ended.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from catalogue._domain.image import FocalPoint, ImageId, ImageKind, ImageType, Owner
from catalogue._domain.refusals import OtherThanAnnounced
from chassis.errors import Refusal

State = Literal["pending", "ready", "refused"]
ADDRESS_LIFE = timedelta(hours=1)
SOURCES = "sources/"
MOST_ATTEMPTS = 2
"""Beginnings; who breaks off twice (out of time, out of memory) is refused by the third."""
LONGEST_DETAIL = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageUpload:
    """Its `id` becomes the image's. `reason` is a snake_case name where it was refused, `detail` a sentence."""

    id: ImageId
    owner: Owner
    uploaded_by: str
    kind: ImageKind
    language: str | None
    focal_point: FocalPoint | None
    content_type: ImageType
    size_bytes: int
    sha256: str
    state: State = "pending"
    attempts: int = 0
    reason: str | None = None
    detail: str | None = None
    version: int = 1
    created_at: datetime
    updated_at: datetime

    @property
    def key(self) -> str:
        """Where the file lies in the bucket of uploads: no name that a person gave is in it."""
        return source_key(self.id)


def source_key(image_id: ImageId) -> str:
    """Where an image's uploaded file lies; it is kept, since another crop is made from it."""
    return SOURCES + image_id


def upload_of(key: str) -> ImageId:
    """The upload whose file lies under `key`."""
    return ImageId(key.removeprefix(SOURCES))


def begun(upload: ImageUpload, at: datetime) -> ImageUpload:
    """The picture is being made; what has ended stays. After two that broke off it is refused as `interrupted`."""
    if upload.state != "pending":
        return upload
    if upload.attempts >= MOST_ATTEMPTS:
        return _moved(upload, at, state="refused", reason="interrupted", detail=f"broken off {upload.attempts} times")
    return _moved(upload, at, attempts=upload.attempts + 1)


def published(upload: ImageUpload, at: datetime) -> ImageUpload:
    """Its image is there."""
    return _moved(upload, at, state="ready")


def refused(upload: ImageUpload, refusal: Refusal, at: datetime) -> ImageUpload:
    """It ends without an image, by the refusal's name."""
    if upload.state != "pending":
        return upload
    reason = refusal.kebab_name().replace("-", "_")
    return _moved(upload, at, state="refused", reason=reason, detail=refusal.detail[:LONGEST_DETAIL])


def require_as_announced(upload: ImageUpload, content: bytes) -> None:
    """Raise `OtherThanAnnounced`."""
    sha256 = hashlib.sha256(content).hexdigest()
    if (len(content), sha256) != (upload.size_bytes, upload.sha256):
        raise OtherThanAnnounced(f"{len(content)} bytes of SHA-256 {sha256} arrived, other than announced")


def _moved(upload: ImageUpload, at: datetime, **changes: object) -> ImageUpload:
    return replace(upload, version=upload.version + 1, updated_at=at, **changes)  # type: ignore[arg-type]
