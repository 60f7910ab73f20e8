"""What a file says about itself before anything in it is decoded: its type by its first bytes, and its limits.

JPEG, PNG, WebP and AVIF are taken. A WebP tells its size here, because its decoder takes the memory of the whole canvas
as soon as it is opened; the others are asked by theirs, which read no further than the header.
"""

from catalogue._domain.image import ImageType
from catalogue._domain.refusals import (
    AnimatedImage,
    ImageTooBig,
    NotAnImage,
    TooManyPixels,
    TruncatedImage,
    WrongImageType,
)

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 12_000
_WEBP_SIMPLE, _WEBP_LOSSLESS, _WEBP_EXTENDED = b"VP8 ", b"VP8L", b"VP8X"
_ANIMATED = 0x02
_HEADER = 30
_AVIF_BRANDS = (b"avif", b"avis")


def require_size(size_bytes: int) -> None:
    """Raise `ImageTooBig` before a byte is sent."""
    if size_bytes > MOST_BYTES:
        raise ImageTooBig(f"{size_bytes} bytes; an image may have {MOST_BYTES}")


def type_of(content: bytes, told: ImageType | None = None) -> ImageType:
    """The file's type by its first bytes. Raises `NotAnImage`, `WrongImageType` where it was told as another."""
    found = _sniffed(content)
    if found is None:
        raise NotAnImage("the file is no JPEG, PNG, WebP or AVIF")
    if told is not None and found != told:
        raise WrongImageType(f"the file is {found}, not {told}")
    if found == "image/webp":
        _require_still_webp(content)
    return found


def _sniffed(content: bytes) -> ImageType | None:
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and any(brand in content[8 : int.from_bytes(content[:4])] for brand in _AVIF_BRANDS):
        return "image/avif"
    return None


def require_pixels(width: int, height: int) -> None:
    """Raise `TooManyPixels` before they are decoded."""
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        limits = f"{MOST_PIXELS:,} pixels, {LONGEST_SIDE:,} on a side"
        raise TooManyPixels(f"{width} x {height} pixels; an image may have {limits}")


def require_one_frame(frames: int) -> None:
    """Raise `AnimatedImage`."""
    if frames > 1:
        raise AnimatedImage(f"{frames} frames; an image has one")


def _require_still_webp(content: bytes) -> None:
    head, kind = content[:_HEADER], content[12:16]
    if len(head) < _HEADER:
        raise TruncatedImage("the WebP ends within its header")
    if kind == _WEBP_EXTENDED:
        if head[20] & _ANIMATED:
            raise AnimatedImage("an animated WebP; an image has one frame")
        require_pixels(int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1)
    elif kind == _WEBP_LOSSLESS:
        packed = int.from_bytes(head[21:25], "little")
        require_pixels((packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1)
    elif kind == _WEBP_SIMPLE:
        sides = (int.from_bytes(head[place : place + 2], "little") & 0x3FFF for place in (26, 28))
        require_pixels(*sides)
    else:
        raise NotAnImage("the WebP begins with no picture")
    if len(content) < int.from_bytes(content[4:8], "little"):
        raise TruncatedImage("the file is shorter than it says")
