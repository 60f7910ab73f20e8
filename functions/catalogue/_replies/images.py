"""Images: models with the published field names."""

import base64
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from catalogue._domain.image import FocalPoint, ImageKind, ImageType
from catalogue._domain.image_ladder import LADDERS
from catalogue._domain.image_source import LONGEST_SIDE, MOST_BYTES, MOST_PIXELS
from catalogue._domain.image_upload import ADDRESS_LIFE, ImageUpload, State
from catalogue._domain.translations import canonical
from catalogue._replies.things import Written
from catalogue._replies.translations import Tag
from chassis.reply import Body, Instant

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Checksum = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$")]
_LIST = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{2,8})*(,[A-Za-z]{2,8}(-[A-Za-z0-9]{2,8})*)*$"
Languages = Annotated[
    str | None,
    Field(pattern=_LIST, max_length=200, description="BCP 47, commas between; `none` for pictures without words"),
]


class Focus(Body):
    """What crops keep in sight: shares of width and height from the upper left corner."""

    x: Share
    y: Share

    def point(self) -> FocalPoint:
        """The point as the domain has it."""
        return FocalPoint(round(self.x, 4), round(self.y, 4))


class NewImage(Body):
    """The body of `POST /titles/{title_id}/images` and of a person's: what will be sent, to the byte.

    `checksum_sha256` is Base64. Without a `focal_point` one is looked for in the picture.
    """

    kind: ImageKind
    language: Tag | None = None
    content_type: ImageType
    size_bytes: int = Field(ge=1)
    checksum_sha256: Checksum
    focal_point: Focus | None = None

    def upload(self) -> dict[str, Any]:
        """The fields of the upload as the domain has them."""
        return {
            "kind": self.kind,
            "language": canonical(self.language) if self.language else None,
            "content_type": self.content_type,
            "size_bytes": self.size_bytes,
            "sha256": base64.b64decode(self.checksum_sha256).hex(),
            "focal_point": self.focal_point.point() if self.focal_point else None,
        }


class RefusedFor(Body):
    """Why no image was made of it: `code` is `not_an_image`, `too_many_pixels`, `truncated_image` and so on."""

    code: str
    detail: str


class ImageUploadReply(Body):
    """An upload. Its `id` is the image's once it is `ready`; `reason` is null unless it is `refused`."""

    id: str
    state: State
    title_id: str | None
    person_id: str | None
    kind: ImageKind
    language: str | None
    content_type: ImageType
    size_bytes: int
    reason: RefusedFor | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, upload: ImageUpload, **more: Any) -> Self:
        """The reply for an upload."""
        same = ("id", "state", "kind", "language", "content_type", "size_bytes", "created_at", "updated_at")
        return cls(
            **{name: getattr(upload, name) for name in same},
            title_id=upload.owner.id if upload.owner.kind == "title" else None,
            person_id=upload.owner.id if upload.owner.kind == "person" else None,
            reason=RefusedFor(code=upload.reason, detail=upload.detail or "") if upload.reason else None,
            **more,
        )


class BegunImage(ImageUploadReply):
    """A new upload: `PUT` the file to `address` with exactly `headers` before `expires_at`."""

    address: str
    headers: Mapping[str, str]
    expires_at: Instant

    @classmethod
    def signed(cls, upload: ImageUpload, address: str, headers: Mapping[str, str]) -> Self:
        """The reply for an upload that begins."""
        return cls.of(upload, address=address, headers=headers, expires_at=upload.created_at + ADDRESS_LIFE)


class ImageChanges(Written):
    """The merge patch of `PATCH /images/{image_id}`. `language: null` = no words in the picture.

    `position` counts within kind and language; `primary: true` is position 0.
    """

    language: Tag | None = None
    position: int = Field(0, ge=0, le=1000)
    primary: Literal[True] = True
    focal_point: Focus = Focus(x=0.5, y=0.5)

    @field_validator("language")
    @classmethod
    def _usual(cls, tag: str | None) -> str | None:
        return canonical(tag) if tag else None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if {"position", "primary"} <= self.model_fields_set:
            raise ValueError("position and primary say the same: send one of both")
        return self

    def patch(self) -> dict[str, Any]:
        """The fields of the image that change, as the domain has them."""
        told = self.written()
        if told.pop("primary", False):
            told["position"] = 0
        if "focal_point" in told:
            told["focal_point"] = self.focal_point.point()
        return told


class ImageSize(Body):
    """A size by name; `height` is null where the picture keeps its own shape."""

    name: str
    width: int
    height: int | None


class ImageConfiguration(Body):
    """How addresses of pictures are made, `<base_url><path>/<size>.<format>`, and what may be uploaded."""

    base_url: str
    formats: tuple[str, ...]
    sizes: dict[ImageKind, list[ImageSize]]
    content_types: tuple[str, ...]
    most_bytes: int
    most_pixels: int
    longest_side: int

    @classmethod
    def at(cls, public_url: str) -> Self:
        """The configuration of the platform at an address."""
        return cls(
            base_url=f"{public_url}/media/images",
            formats=("avif", "webp"),
            sizes={
                kind: [
                    ImageSize(name=each.name, width=each.width, height=each.height((1, 1)) if each.shape else None)
                    for each in ladder
                ]
                for kind, ladder in LADDERS.items()
            },
            content_types=("image/jpeg", "image/png", "image/webp", "image/avif"),
            most_bytes=MOST_BYTES,
            most_pixels=MOST_PIXELS,
            longest_side=LONGEST_SIDE,
        )
