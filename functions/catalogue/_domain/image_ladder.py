"""The sizes in which an image is shown, by kind, and what of the source each of them shows.

Every crop is the largest box of its shape within the source, moved so that the focal point is as near to its middle
as the edges allow. Nothing is ever made larger than the source has it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from catalogue._domain.image import FocalPoint, ImageKind
from catalogue._domain.refusals import ImageTooSmall

Shape = tuple[int, int]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rung:
    """A size by name: `w342` is 342 pixels wide. `shape` is its ratio of width to height, `None` = the source's."""

    name: str
    width: int
    shape: Shape | None

    def height(self, source: Shape) -> int:
        """Its height: the shape's to the nearest pixel."""
        across, down = self.shape or source
        return max(1, round(self.width * down / across))

    def fits(self, source: Shape) -> bool:
        """Whether a source has all its pixels."""
        return self.width <= source[0] and self.height(source) <= source[1]


def _rungs(letter: str, shape: Shape | None, *widths: int) -> tuple[Rung, ...]:
    return tuple(Rung(f"{letter}{width}", width, shape) for width in widths)


LADDERS: Mapping[ImageKind, tuple[Rung, ...]] = {
    "poster": _rungs("w", (2, 3), 92, 154, 185, 342, 500, 780),
    "backdrop": _rungs("w", (16, 9), 300, 780, 1280, 1920),
    "logo": _rungs("w", None, 45, 92, 154, 185, 300, 500),
    "still": _rungs("w", (16, 9), 92, 185, 300, 780),
    "profile": (*_rungs("w", (2, 3), 45, 185, 421), *_rungs("s", (1, 1), 45, 128, 256)),
}


def rungs_of(kind: ImageKind, source: Shape) -> tuple[Rung, ...]:
    """The rungs that a source of this width and height has pixels for. Raises `ImageTooSmall` where it has none."""
    found = tuple(rung for rung in LADDERS[kind] if rung.fits(source))
    if not found:
        least = LADDERS[kind][0]
        needed = f"{least.width} x {least.height(source)}"
        raise ImageTooSmall(f"{source[0]} x {source[1]} pixels; the smallest {kind} has {needed}")
    return found


def crop(rung: Rung, source: Shape, focal: FocalPoint) -> Box:
    """What of the source a rung shows: left, upper, right, lower edge in pixels, of the rung's own ratio."""
    across, down = source
    if rung.shape is None:
        return (0.0, 0.0, float(across), float(down))
    height = rung.height(source)
    wide = min(float(across), down * rung.width / height)
    high = min(float(down), across * height / rung.width)
    left, upper = _begin(focal.x, wide, across), _begin(focal.y, high, down)
    return (left, upper, min(left + wide, across), min(upper + high, down))


def _begin(focal: float, length: float, whole: int) -> float:
    return min(max(focal * whole - length / 2, 0.0), whole - length)
