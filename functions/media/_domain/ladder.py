"""The ladder: which renditions a film gets.

Never larger than the source, at least two, even sizes, the source's shape and frame rate. The top rung is the source's
own size (up to 2160 lines); below it come the usual sizes that are clearly smaller. Bit rates are upper bounds of a
quality-defined encoding (QVBR), after AWS's Video on Demand solution, by the pixels of the shorter side.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from media._domain.refusals import TooSmall
from media._domain.source import Source

SMALLEST = 32  # MediaConvert's own
LONGEST = 4096  # of H.264's levels
USUAL_SIDES = (2160, 1440, 1080, 720, 540, 360, 270)
_CLEARLY = Fraction(9, 10)  # a rung is at most this much of the one above it
_SECOND = Fraction(2, 3)  # of a top rung that no usual size is below
_GOP_SECONDS = 2
_MOST_BITS = ((2160, 15_000_000), (1080, 8_500_000), (720, 5_000_000), (540, 3_500_000), (360, 1_500_000))
_LEAST_BITS = 600_000
_QUALITY_HIGH, _QUALITY_LOW, _HIGH_FROM = 8, 7, 720
_USUAL_RATE = 30


@dataclass(frozen=True, slots=True)
class Rung:
    """One rendition: pixels, and the upper bound of its bit rate; `quality` is QVBR's level from 1 to 10."""

    name: str
    width: int
    height: int
    max_bits: int
    quality: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rungs from the largest to the smallest; key frames stand every `gop_frames` frames in all of them."""

    rungs: tuple[Rung, ...]
    frame_rate: Fraction
    gop_frames: int


def plan(source: Source) -> Ladder:
    """The ladder for `source`. Raises `TooSmall`."""
    shorter, longer = sorted((source.width, source.height))
    sides = tuple(_sides(min(shorter, USUAL_SIDES[0], LONGEST * shorter // longer)))
    sizes = [size for size in (_size(source, side) for side in sides) if min(size) >= SMALLEST]
    if len(sizes) < 2:  # noqa: PLR2004 - a player needs something to fall back on
        raise TooSmall(f"{source.width} by {source.height} pixels: two renditions need {SMALLEST + 2} on each side")
    rungs = tuple(_rung(width, height, source.frame_rate) for width, height in sizes)
    return Ladder(rungs, source.frame_rate, max(1, round(source.frame_rate * _GOP_SECONDS)))


def _sides(top: int) -> Iterator[int]:
    """The shorter side of each rung."""
    top = _even(top)
    yield top
    below = [side for side in USUAL_SIDES if side <= top * _CLEARLY]
    yield from below or [max(SMALLEST, _even(int(top * _SECOND)))] * (top > SMALLEST)


def _size(source: Source, side: int) -> tuple[int, int]:
    """Width and height of a rung with this shorter side."""
    longer = max(source.width, source.height)
    other = min(_even(longer), max(side, 2 * round(Fraction(side * longer, 2 * min(source.width, source.height)))))
    return (other, side) if source.width >= source.height else (side, other)


def _rung(width: int, height: int, frame_rate: Fraction) -> Rung:
    side = min(width, height)
    bits = next((most for from_side, most in _MOST_BITS if side >= from_side), _LEAST_BITS)
    faster = max(1.0, float(frame_rate) / _USUAL_RATE) ** 0.75
    quality = _QUALITY_HIGH if side >= _HIGH_FROM else _QUALITY_LOW
    return Rung(f"{side}p", width, height, int(bits * faster), quality)


def _even(length: int) -> int:
    return length - length % 2
