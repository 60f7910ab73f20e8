"""An image as readers see it: beside a title's other parts, in lists, after a change."""

from typing import Self

from catalogue._domain.image import Colour, FocalPoint, Image, ImageKind
from chassis.reply import Body


class ImageItem(Body):
    """An image: a picture lies at `base_url` + `path` + `/` + one of `sizes` + `.` + a format.

    `base_url` and formats are those of `GET /images/configuration`. `primary` is the first of its kind and language.
    """

    id: str
    kind: ImageKind
    language: str | None
    position: int
    primary: bool
    width: int
    height: int
    size_bytes: int
    sha256: str
    path: str
    sizes: tuple[str, ...]
    blurhash: str
    colours: tuple[Colour, ...]
    focal_point: FocalPoint

    @classmethod
    def of(cls, image: Image) -> Self:
        """The item of an image."""
        same = {name: getattr(image, name) for name in cls.model_fields if name != "primary"}
        return cls(**same, primary=image.position == 0)
