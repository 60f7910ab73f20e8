"""Images of a title or a person: what is known about one, in what order they stand, and where their files lie."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, NewType, get_args

from catalogue._domain.history import FieldChange
from catalogue._domain.refusals import ImageNotFound, ImageTaken, MisplacedImage, TooManyImages
from catalogue._domain.translations import canonical
from chassis.errors import FieldError

ImageId = NewType("ImageId", str)
TitleImageKind = Literal["poster", "backdrop", "logo", "still"]
PersonImageKind = Literal["profile"]
ImageKind = Literal[TitleImageKind, PersonImageKind]
ImageType = Literal["image/jpeg", "image/png", "image/webp", "image/avif"]
OwnerKind = Literal["title", "person"]
KINDS: tuple[ImageKind, ...] = get_args(ImageKind)
MOST_IMAGES = 100
"""Images of one title or person: they are read and told whole."""
RECIPE = 1
"""Counts how pictures are made; another number is another address for every file."""


class Owner(NamedTuple):
    """Whose images they are."""

    kind: OwnerKind
    id: str


@dataclass(frozen=True, slots=True)
class FocalPoint:
    """What every crop keeps in sight: shares of width and height from the upper left corner, 0 to 1."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour of the picture (`#rrggbb`) and the share of its pixels that are near to it, 0 to 1."""

    hex: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """An image as published.

    `language` is BCP 47, `None` where the picture holds no words. `position` counts from 0 within kind and language:
    0 is the primary one. `width`, `height` (upright), `size_bytes` and `sha256` (hex) are the uploaded file's. A
    picture lies at base + `path` + `/` + one of `sizes` + `.avif` or `.webp`; a path's files never change.
    """

    id: ImageId
    kind: ImageKind
    language: str | None
    position: int
    width: int
    height: int
    size_bytes: int
    sha256: str
    path: str
    sizes: tuple[str, ...]
    blurhash: str
    colours: tuple[Colour, ...]
    focal_point: FocalPoint


def path_of(image_id: ImageId, kind: ImageKind, sha256: str, focal: FocalPoint) -> str:
    """Where an image's files lie, `/poster/3f2a…`: another picture or another crop has another path.

    It begins with `beginning_of` the image, so that all its files are found, of earlier crops too.
    """
    told = f"{RECIPE} {sha256} {focal.x:.4f} {focal.y:.4f}"
    return beginning_of(image_id, kind) + hashlib.sha256(told.encode()).hexdigest()[:16]


def beginning_of(image_id: ImageId, kind: ImageKind) -> str:
    """What the paths of one image begin with, and of no other: no two share a file, and each is removed by itself."""
    return f"/{kind}/{hashlib.sha256(image_id.encode()).hexdigest()[:24]}"


def require_kind(owner: OwnerKind, kind: ImageKind) -> None:
    """Raise `MisplacedImage` unless things of this kind have such images."""
    fitting: tuple[ImageKind, ...] = get_args(TitleImageKind if owner == "title" else PersonImageKind)
    if kind not in fitting:
        detail = f"a {owner} has {', '.join(fitting)}"
        raise MisplacedImage(f"no {kind}: {detail}", errors=[FieldError("/kind", "misplaced", detail)])


def require_room(images: Sequence[Image], kind: ImageKind, language: str | None, sha256: str) -> None:
    """Raise `TooManyImages`, or `ImageTaken` where the same picture stands among those of its kind and language."""
    if len(images) >= MOST_IMAGES:
        raise TooManyImages(f"there are {MOST_IMAGES} images already")
    if any((each.kind, each.language, each.sha256) == (kind, language, sha256) for each in images):
        raise ImageTaken(f"the same picture is there already as {kind}")


def one_of(images: Sequence[Image], image_id: ImageId) -> Image:
    """The image among an owner's. Raises `ImageNotFound`."""
    for each in images:
        if each.id == image_id:
            return each
    raise ImageNotFound(f"there is no image {image_id}")


def chosen(images: Sequence[Image], kind: ImageKind | None, languages: str | None) -> list[Image]:
    """The images of a kind in any of `languages`, BCP 47 with commas between, `none` for pictures without words."""
    wanted = None if languages is None else {None if tag == "none" else canonical(tag) for tag in languages.split(",")}
    return [e for e in images if kind in {None, e.kind} and (wanted is None or e.language in wanted)]


def placed(images: Sequence[Image], image: Image, position: int | None) -> tuple[Image, ...]:
    """All images with `image` at `position` of its kind and language, new or moved; at the end without one."""
    others = [each for each in images if each.id != image.id]
    shelf = [each for each in others if _shelf(each) == _shelf(image)]
    rest = [each for each in others if _shelf(each) != _shelf(image)]
    shelf.insert(len(shelf) if position is None else position, image)
    return _numbered([*rest, *shelf])


def without(images: Sequence[Image], image_id: ImageId) -> tuple[Image, ...]:
    """All images but one, those behind it a place further ahead."""
    return _numbered([each for each in images if each.id != image_id])


def image_changes(before: Sequence[Image], after: Sequence[Image]) -> list[FieldChange]:
    """What differs, image by image: `images.<id>`."""
    old, new = ({each.id: each for each in images} for images in (before, after))
    ids = sorted({*old, *new})
    return [
        FieldChange(f"images.{each}", old.get(each), new.get(each)) for each in ids if old.get(each) != new.get(each)
    ]


def _numbered(images: Sequence[Image]) -> tuple[Image, ...]:
    """The images with their places, in the order of readers: by kind, no language first, by place."""
    seen: Counter[tuple[ImageKind, str | None]] = Counter()
    found = []
    for each in images:
        found.append(replace(each, position=seen[_shelf(each)]))
        seen[_shelf(each)] += 1
    return tuple(sorted(found, key=lambda each: (KINDS.index(each.kind), each.language or "", each.position)))


def _shelf(image: Image) -> tuple[ImageKind, str | None]:
    return image.kind, image.language
