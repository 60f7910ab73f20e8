"""Events of media (`cdlc.media`): a film can be played, or its upload ended otherwise.

Data by `events/schemas/media/<Fact>.v1.json`. `AssetPublished` is about the asset, the others about the upload.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from chassis.events import Event

if TYPE_CHECKING:
    from datetime import datetime

SOURCE = "/cdlc/media"
ASSET_PUBLISHED = "cdlc.media.AssetPublished.v1"
UPLOAD_REJECTED = "cdlc.media.UploadRejected.v1"
UPLOAD_FAILED = "cdlc.media.UploadFailed.v1"


class Published(TypedDict):
    """What others may know of an asset; paths are the edge's."""

    asset_id: str
    upload_id: str
    title_id: str | None
    owner: str
    duration_ms: int
    playlist: str
    posters: list[str]


class Ended(TypedDict):
    """An upload of which nothing is published; `reason` is a snake_case name."""

    upload_id: str
    title_id: str | None
    owner: str
    reason: str
    detail: str


def asset_published(asset: Published, *, version: int, at: datetime) -> Event:
    """The asset can be played since `at`."""
    return _event(ASSET_PUBLISHED, asset["asset_id"], version, at, {**asset})


def upload_rejected(upload: Ended, *, version: int, at: datetime) -> Event:
    """The file cannot be published; the upload is kept."""
    return _event(UPLOAD_REJECTED, upload["upload_id"], version, at, {**upload})


def upload_failed(upload: Ended, *, version: int, at: datetime) -> Event:
    """The platform could not transcode the file, through no fault of the file; the upload is kept."""
    return _event(UPLOAD_FAILED, upload["upload_id"], version, at, {**upload})


def _event(kind: str, subject: str, version: int, at: datetime, data: dict[str, object]) -> Event:
    return Event(type=kind, source=SOURCE, subject=subject, time=at, aggregateversion=version, data=data)
