"""Pictures by Pillow: an uploaded file becomes files in every size, with what is told of it. Decision 0016.

Only functions that make pictures load this module; Pillow lies in a layer of their own. Limits are looked at before a
pixel is decoded. What leaves here is sRGB, upright, and carries no metadata: no place, no camera, no profile.
"""

from __future__ import annotations

import io
import math
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import blurhash
from PIL import Image as Pillow
from PIL import ImageCms, ImageFilter, ImageOps, UnidentifiedImageError

from catalogue._domain.image import Colour, FocalPoint
from catalogue._domain.image_ladder import crop, rungs_of
from catalogue._domain.image_source import require_one_frame, require_pixels, type_of
from catalogue._domain.refusals import BrokenImage, TooManyPixels, TruncatedImage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.ImageFile import ImageFile

    from catalogue._domain.image import ImageKind, ImageType
    from catalogue._domain.image_ladder import Rung, Shape

_FORMATS: dict[ImageType, str] = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
}
_WEBP: dict[str, Any] = {"format": "WEBP", "quality": 80, "method": 4}
_AVIF: dict[str, Any] = {"format": "AVIF", "quality": 60, "speed": 8, "max_threads": 2}
_FILES = (("avif", "image/avif", _AVIF), ("webp", "image/webp", _WEBP))
_SIXTEEN_BITS = ("I;16", "I;16B", "I;16L", "I")
_SEEN_SIDE, _HASHED_SIDE = 64, 32
_SHADES, _MOST_COLOURS, _LEAST_COLOURS = 24, 5, 3
_LEAST_SHARE, _ALIKE, _OPAQUE = 0.02, 40, 128  # of all pixels; distance in RGB; alpha of 255
_LEAST_SIDE = 3  # a pixel has edges where it has neighbours
_MIDDLE_PULL = 0.5  # how much less an edge at the margin counts than one in the middle


@dataclass(frozen=True, slots=True)
class File:
    """One size in one format: `w342.avif`."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What an uploaded file looks like: upright width and height in pixels."""

    width: int
    height: int
    sizes: tuple[str, ...]
    blurhash: str
    colours: tuple[Colour, ...]
    focal_point: FocalPoint
    files: tuple[File, ...]


def picture(content: bytes, told: ImageType | None, kind: ImageKind, focal: FocalPoint | None) -> Picture:
    """The picture in every size of its kind, cropped around `focal` or else around what catches the eye.

    Raises `NotAnImage`, `WrongImageType`, `AnimatedImage`, `TooManyPixels`, `ImageTooSmall`, `TruncatedImage`,
    `BrokenImage`.
    """
    with _refusing(), _opened(content, told) as source:
        rungs = rungs_of(kind, _upright(source))
        image = _plain(source, keep_alpha=kind == "logo")
    seen = _shrunk(image, _SEEN_SIDE)
    focal = focal or focal_point(seen)
    return Picture(
        width=image.width,
        height=image.height,
        sizes=tuple(rung.name for rung in rungs),
        blurhash=_blurhash(seen),
        colours=colours(seen),
        focal_point=focal,
        files=tuple(_files(image, rungs, focal)),
    )


@contextmanager
def _refusing() -> Iterator[None]:
    """Decoders' errors by our names."""
    try:
        yield
    except UnidentifiedImageError as error:
        raise BrokenImage("the file begins as an image and goes on as none, or ends within its header") from error
    except Pillow.DecompressionBombError as error:
        raise TooManyPixels(str(error)) from error
    except (OSError, SyntaxError, ValueError, EOFError, ArithmeticError, IndexError, TypeError) as error:
        name = TruncatedImage if "truncated" in str(error).lower() or isinstance(error, EOFError) else BrokenImage
        raise name(f"the picture cannot be decoded: {error}") from error


@contextmanager
def _opened(content: bytes, told: ImageType | None) -> Iterator[ImageFile]:
    """The file with its header read and its limits looked at; nothing is decoded yet."""
    kind = type_of(content, told)
    with Pillow.open(io.BytesIO(content), formats=(_FORMATS[kind],)) as source:
        require_pixels(*source.size)
        if source.format != "MPO":  # cameras put a second view behind the first; it is not looked at
            require_one_frame(getattr(source, "n_frames", 1))
        yield source


def _upright(source: ImageFile) -> Shape:
    turned = source.getexif().get(0x0112, 1) in {5, 6, 7, 8}
    return (source.height, source.width) if turned else source.size


def _plain(source: ImageFile, *, keep_alpha: bool) -> Pillow.Image:
    """8-bit sRGB, upright, without metadata; with alpha where it is kept and there is any, else over white."""
    source.load()
    profile = source.info.get("icc_profile")
    image: Pillow.Image = source
    if image.mode in _SIXTEEN_BITS:
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    alpha = _alpha(image)
    image = _srgb(image, profile)
    if alpha is not None and keep_alpha:
        image.putalpha(alpha)
    elif alpha is not None:
        image = Pillow.composite(image, Pillow.new("RGB", image.size, "white"), alpha)
    image.info = {}
    _turn(image, source)
    return image


def _turn(image: Pillow.Image, source: ImageFile) -> None:
    orientation = source.getexif().get(0x0112, 1)
    if orientation in range(2, 9):
        image.getexif()[0x0112] = orientation
        ImageOps.exif_transpose(image, in_place=True)
    image.info = {}


def _alpha(image: Pillow.Image) -> Pillow.Image | None:
    if not image.has_transparency_data:
        return None
    return image.getchannel("A") if "A" in image.getbands() else image.convert("RGBA").getchannel("A")


def _srgb(image: Pillow.Image, profile: bytes | None) -> Pillow.Image:
    """RGB as a screen shows it. A profile that does not fit or cannot be read counts as none."""
    if image.mode in {"P", "PA", "RGBA", "LA", "RGBX", "1"}:
        image = image.convert("RGB")
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            found = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            found = None
        if found is not None:
            return found
    return image.convert("RGB") if image.mode != "RGB" else image.copy()


def _shrunk(image: Pillow.Image, side: int) -> Pillow.Image:
    scale = min(1.0, side / max(image.size))
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return image.resize(size, Pillow.Resampling.BOX, reducing_gap=2.0)


def _files(image: Pillow.Image, rungs: tuple[Rung, ...], focal: FocalPoint) -> Iterator[File]:
    """Every rung in both formats; the smaller ones of a shape are made of its largest."""
    made: dict[Shape | None, Pillow.Image] = {}
    for rung in reversed(rungs):
        size = rung.width, rung.height(image.size)
        larger = made.get(rung.shape)
        if larger is None:
            box = crop(rung, image.size, focal)
            made[rung.shape] = small = image.resize(size, Pillow.Resampling.LANCZOS, box=box, reducing_gap=3.0)
        else:
            small = larger.resize(size, Pillow.Resampling.LANCZOS)
        for suffix, content_type, how in _FILES:
            file = io.BytesIO()
            small.save(file, **how)
            yield File(f"{rung.name}.{suffix}", content_type, file.getvalue())


def colours(seen: Pillow.Image) -> tuple[Colour, ...]:
    """Three to five colours, the most frequent first; fewer where there are no more. What is transparent has none."""
    opaque = seen.convert("RGB")
    if "A" in seen.getbands():
        pairs = zip(_pixels(opaque), seen.getchannel("A").tobytes(), strict=True)
        kept = [pixel for pixel, alpha in pairs if alpha >= _OPAQUE]
        if not kept:
            return ()
        opaque = Pillow.new("RGB", (len(kept), 1))
        opaque.putdata(kept)
    few = opaque.quantize(_SHADES, Pillow.Quantize.MAXCOVERAGE, kmeans=1)
    palette, whole = few.getpalette() or [], few.width * few.height
    counted = [(count, at) for at, count in enumerate(few.histogram()) if count]
    told = _families([(count, tuple(palette[at * 3 : at * 3 + 3])) for count, at in sorted(counted, reverse=True)])
    most = [each for each in told if each[0] / whole >= _LEAST_SHARE]
    few_told = (most if len(most) >= _LEAST_COLOURS else told[:_LEAST_COLOURS])[:_MOST_COLOURS]
    return tuple(Colour("#" + bytes(shade).hex(), round(count / whole, 4)) for count, shade in few_told)


def _families(shades: list[tuple[int, tuple[int, ...]]]) -> list[tuple[int, tuple[int, ...]]]:
    """Shades that the eye hardly tells apart counted as the most frequent of them."""
    found: list[tuple[int, tuple[int, ...]]] = []
    for count, shade in shades:
        near = [n for n, (_, known) in enumerate(found) if math.dist(known, shade) < _ALIKE]
        if near:
            found[near[0]] = found[near[0]][0] + count, found[near[0]][1]
        else:
            found.append((count, shade))
    return sorted(found, reverse=True)


def focal_point(seen: Pillow.Image) -> FocalPoint:
    """Where the most edges lie close together, those near the middle counting more; the middle where there are none."""
    grey = seen.convert("L")
    if min(grey.size) < _LEAST_SIDE:
        return FocalPoint(0.5, 0.5)
    reach = max(1, min(grey.size) // 6)
    edges = ImageOps.expand(grey.filter(ImageFilter.FIND_EDGES).crop((1, 1, grey.width - 1, grey.height - 1)), 1)
    dense = edges.filter(ImageFilter.BoxBlur(reach)).tobytes()
    best, at = 0.0, (0.5, 0.5)
    for place, value in enumerate(dense):
        down, across = divmod(place, grey.width)
        x, y = (across + 0.5) / grey.width, (down + 0.5) / grey.height
        score = value * (1 - _MIDDLE_PULL * max(abs(x - 0.5), abs(y - 0.5)) * 2)
        if score > best:
            best, at = score, (x, y)
    return FocalPoint(round(at[0], 4), round(at[1], 4))


def _blurhash(seen: Pillow.Image) -> str:
    small = _shrunk(seen.convert("RGB"), _HASHED_SIDE)
    flat = _pixels(small)
    rows = [flat[first : first + small.width] for first in range(0, len(flat), small.width)]
    across, down = (4, 3) if small.width >= small.height else (3, 4)
    return str(blurhash.encode(rows, across, down))


def _pixels(image: Pillow.Image) -> list[tuple[int, int, int]]:
    flat = image.tobytes()
    return list(zip(flat[0::3], flat[1::3], flat[2::3], strict=True))
