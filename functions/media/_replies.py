"""What media's API says and reads."""

from dataclasses import asdict
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from chassis.reply import Body, Instant
from media._domain.asset import Asset
from media._domain.position import Position
from media._domain.upload import PART_BYTES, State, Upload

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
FileName = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^/\\\x00-\x1f]+$")]
VideoType = Annotated[
    str, StringConstraints(pattern=r"^(video/[a-z0-9.+-]{1,100}|application/(octet-stream|mxf|mp4))$")
]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")]


class NewUpload(Body):
    """The body of `POST /uploads`. `accept_damaged`: publish what can be decoded of a damaged film, with its loss."""

    file_name: FileName
    size_bytes: int = Field(ge=0)
    content_type: VideoType = "application/octet-stream"
    title_id: Id | None = None
    accept_damaged: bool = False


class EndReason(Body):
    """Why nothing was published: `code` is `too_small`, `no_video_stream`, `damaged_media` and so on."""

    code: str
    detail: str


class UploadReply(Body):
    """An upload. `percent` is that of the transcoding, null before it; `asset_id` is null until it is published."""

    id: str
    state: State
    file_name: str
    content_type: str
    size_bytes: int
    part_bytes: int
    parts: int
    title_id: str | None
    accept_damaged: bool
    percent: int | None
    asset_id: str | None
    reason: EndReason | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, upload: Upload, percent: int | None = None) -> Self:
        """The reply for an upload."""
        same = ("id", "state", "file_name", "content_type", "size_bytes", "title_id", "accept_damaged")
        return cls(
            **{name: getattr(upload, name) for name in same},
            part_bytes=PART_BYTES,
            parts=upload.parts,
            percent=100 if upload.state == "published" else percent,
            asset_id=upload.asset_id if upload.state == "published" else None,
            reason=EndReason(code=upload.reason, detail=upload.detail or "") if upload.reason else None,
            created_at=upload.created_at,
            updated_at=upload.updated_at,
        )


class PartToSend(Body):
    """A part by its number from 1, with the SHA-256 of its bytes in Base64."""

    part_number: int = Field(ge=1)
    checksum_sha256: Sha256


class PartsToSend(Body):
    """The body of `POST /uploads/{upload_id}/parts`."""

    parts: list[PartToSend] = Field(min_length=1, max_length=100)


class SignedPart(Body):
    """Where to PUT a part with exactly `headers`; `address` is null where S3 has it already."""

    part_number: int
    size_bytes: int
    address: str | None
    headers: dict[str, str]


class SignedParts(Body):
    """In the order in which they were asked for. Addresses are good for an hour."""

    items: list[SignedPart]


class AssetRendition(Body):
    """One rung; `bits_per_second` is its average."""

    name: str
    width: int
    height: int
    codec: str
    bits_per_second: int
    frames: int


class AssetLoss(Body):
    """What a damaged film lacks: of its stated length, and how many warnings decoding it gave."""

    missing_ms: int
    warnings: int


class AssetReply(Body):
    """What can be played. `playlist` (HLS) and `posters` are paths at the edge; `loss` is null for a whole film."""

    id: str
    title_id: str | None
    duration_ms: int
    has_audio: bool
    playlist: str
    posters: list[str]
    renditions: list[AssetRendition]
    loss: AssetLoss | None
    created_at: Instant

    @classmethod
    def of(cls, asset: Asset) -> Self:
        """The reply for an asset."""
        same = ("id", "title_id", "duration_ms", "has_audio", "playlist", "created_at")
        return cls(
            **{name: getattr(asset, name) for name in same},
            posters=[asset.poster(name) for name in asset.posters],
            renditions=[AssetRendition(**asdict(rung)) for rung in asset.renditions],
            loss=AssetLoss(**asdict(asset.loss)) if asset.loss else None,
        )


class NewPosition(Body):
    """The body of `PUT /positions/{asset_id}`."""

    position_ms: int = Field(ge=0)


class PositionReply(Body):
    """Where a profile stopped."""

    asset_id: str
    title_id: str | None
    position_ms: int
    duration_ms: int
    updated_at: Instant

    @classmethod
    def of(cls, position: Position) -> Self:
        """The reply for a position."""
        return cls(**asdict(position))
