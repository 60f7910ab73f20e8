"""What was transcoded, measured, against what was planned.

Copying the input through fails here: one rung is no ladder, and key frames of somebody else stand elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from media._domain.ladder import Ladder
from media._domain.refusals import DamagedMedia, RenditionsWrong

_CODECS = {"avc1", "avc3"}


@dataclass(frozen=True, slots=True)
class Measured:
    """One rendition as its files say: numbers of frames count from 0."""

    name: str
    width: int
    height: int
    codec: str
    bits_per_second: int
    frames: int
    duration: Fraction
    key_frames: tuple[int, ...]
    segment_starts: tuple[int, ...]


def require_as_planned(ladder: Ladder, measured: Sequence[Measured]) -> None:
    """Raise `RenditionsWrong` that names the first difference from the plan."""
    frame = 1 / ladder.frame_rate
    if [each.name for each in measured] != [rung.name for rung in ladder.rungs]:
        raise RenditionsWrong(f"rungs {[each.name for each in measured]}, planned {[r.name for r in ladder.rungs]}")
    for rung, each in zip(ladder.rungs, measured, strict=True):
        if (each.width, each.height) != (rung.width, rung.height):
            raise RenditionsWrong(f"{each.name}: {each.width} by {each.height}, planned {rung.width} by {rung.height}")
        if each.codec not in _CODECS:
            raise RenditionsWrong(f"{each.name}: codec {each.codec}, planned H.264")
        if each.key_frames != tuple(range(0, each.frames, ladder.gop_frames)):
            raise RenditionsWrong(f"{each.name}: key frames at {each.key_frames[:5]}…, not every {ladder.gop_frames}")
        if not set(each.segment_starts) <= set(each.key_frames):
            raise RenditionsWrong(f"{each.name}: a segment does not begin with a key frame")
        if abs(each.duration - each.frames * frame) > frame:
            raise RenditionsWrong(f"{each.name}: {each.frames} frames last {float(each.duration):.3f} s")
        if each.frames != measured[0].frames or each.segment_starts != measured[0].segment_starts:
            raise RenditionsWrong(f"{each.name}: other frames or segments than {measured[0].name}")


@dataclass(frozen=True, slots=True)
class Loss:
    """What a damaged film lacks: `missing_ms` of its stated length, and how many warnings decoding it gave."""

    missing_ms: int
    warnings: int


def loss_of(
    stated_s: float | None, measured: Measured, ladder: Ladder, warnings: int, *, accepted: bool
) -> Loss | None:
    """None for a whole film. Raises `DamagedMedia` for a damaged one that the uploader did not accept."""
    frame = 1 / ladder.frame_rate
    missing = Fraction(stated_s).limit_denominator(1_000_000) - measured.duration if stated_s else Fraction(0)
    if not warnings and missing <= frame:
        return None
    if not accepted:
        raise DamagedMedia(f"{float(max(missing, Fraction(0))):.3f} s cannot be decoded, {warnings} warnings")
    return Loss(max(0, round(missing * 1000)), warnings)
