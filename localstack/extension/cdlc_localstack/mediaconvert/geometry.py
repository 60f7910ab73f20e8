"""From the source's picture to the output's: how it is turned, scaled, cropped and framed.

https://docs.aws.amazon.com/mediaconvert/latest/ug/video-scaling.html
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

TURNS = {0: (), 90: ("transpose=clock",), 180: ("hflip", "vflip"), 270: ("transpose=cclock",)}
_DEGREES = {"DEGREE_0": 0, "DEGREES_90": 90, "DEGREES_180": 180, "DEGREES_270": 270}


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels and the aspect of one pixel."""

    width: int
    height: int
    pixel: Fraction = Fraction(1)

    @property
    def shape(self) -> Fraction:
        """Width by height as seen."""
        return Fraction(self.width, self.height) * self.pixel


def upright(picture: Picture, degrees: int) -> Picture:
    """The picture after turning."""
    if degrees in (90, 270):
        return Picture(picture.height, picture.width, 1 / picture.pixel)
    return picture


def turn(rotate: str, marked: int) -> int:
    """Degrees clockwise for the setting `Rotate` and the file's own mark."""
    return marked if rotate == "AUTO" else _DEGREES[rotate]


def wanted(source: Picture, video: dict[str, Any], pixel: Fraction | None) -> Picture:
    """The output's picture: what is left out follows the source's shape. `pixel` None: the source's."""
    aspect = source.pixel if pixel is None else pixel
    width, height = int(video.get("Width") or 0), int(video.get("Height") or 0)
    if not width and not height:
        return Picture(_even(source.width * source.pixel / aspect), _even(source.height), aspect)
    if not width:
        width = _even(height * source.shape / aspect)
    elif not height:
        height = _even(width * aspect / source.shape)
    return Picture(width, height, aspect)


def filters(source: Picture, output: Picture, behavior: str) -> tuple[str, ...]:
    """Ffmpeg's filters from the upright source to the output: DEFAULT and FIT frame with black, FILL cuts off."""
    whole = (f"scale={output.width}:{output.height}", _aspect(output))
    same = abs(source.shape - output.shape) * min(output.width, output.height) < 2 * output.shape
    if behavior == "STRETCH_TO_OUTPUT" or (same and not (behavior == "FIT_NO_UPSCALE" and _smaller(source, output))):
        return whole
    inner = _inner(source, output, covers=behavior == "FILL")
    if behavior == "FILL":
        return (f"scale={inner.width}:{inner.height}", f"crop={output.width}:{output.height}", _aspect(output))
    if behavior == "FIT_NO_UPSCALE" and _smaller(source, output):
        inner = Picture(_even(source.width * source.pixel / output.pixel), _even(source.height), output.pixel)
    frame = f"pad={output.width}:{output.height}:(ow-iw)/2:(oh-ih)/2"
    return (f"scale={inner.width}:{inner.height}", frame, _aspect(output))


def _smaller(source: Picture, output: Picture) -> bool:
    return source.width * source.pixel <= output.width * output.pixel and source.height <= output.height


def _inner(source: Picture, output: Picture, *, covers: bool) -> Picture:
    """The source's shape within the output's pixels, or around them."""
    by_width = (source.shape > output.shape) != covers
    if by_width:
        return Picture(output.width, _even(output.width * output.pixel / source.shape), output.pixel)
    return Picture(_even(output.height * source.shape / output.pixel), output.height, output.pixel)


def _aspect(output: Picture) -> str:
    return f"setsar={output.pixel.numerator}/{output.pixel.denominator}"


def _even(length: Fraction | float) -> int:
    return max(2, round(length / 2) * 2)
