"""The ladder's promises, for every source that a camera or a joker may send."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media._domain.ladder import LONGEST, SMALLEST, plan
from media._domain.refusals import TooSmall
from media._domain.source import Source

SIDES = st.integers(34, 8192)
RATES = st.sampled_from([Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60), Fraction(15, 2)])


def source(width: int, height: int, rate: Fraction = Fraction(24)) -> Source:
    return Source(width, height, rate, duration_s=10.0, has_audio=True)


@given(SIDES, SIDES, RATES)
def test_every_ladder_keeps_its_promises(width: int, height: int, rate: Fraction) -> None:
    try:
        ladder = plan(source(width, height, rate))
    except TooSmall:
        assert min(width, height) * LONGEST < (SMALLEST + 2) * max(width, height)
        return
    assert len(ladder.rungs) >= 2
    assert ladder.frame_rate == rate
    assert len({(rung.width, rung.height) for rung in ladder.rungs}) == len(ladder.rungs)
    for rung in ladder.rungs:
        assert rung.width <= width, "never upscaled"
        assert rung.height <= height, "never upscaled"
        assert rung.width % 2 == rung.height % 2 == 0
        assert min(rung.width, rung.height) >= SMALLEST
        assert max(rung.width, rung.height) <= LONGEST
        shape, wanted = rung.width / rung.height, width / height
        pixel = 2 / min(rung.width, rung.height)
        assert abs(shape / wanted - 1) <= max(0.01, pixel), "the shape is kept to 1 %, or to an even pixel"
    sizes = [rung.width * rung.height for rung in ladder.rungs]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize(
    ("size", "names"),
    [
        ((1920, 1080), ["1080p", "720p", "540p", "360p", "270p"]),
        ((1280, 720), ["720p", "540p", "360p", "270p"]),
        ((854, 480), ["480p", "360p", "270p"]),
        ((1080, 1920), ["1080p", "720p", "540p", "360p", "270p"]),
        ((3840, 2160), ["2160p", "1440p", "1080p", "720p", "540p", "360p", "270p"]),
        ((7680, 4320), ["2160p", "1440p", "1080p", "720p", "540p", "360p", "270p"]),
        ((320, 240), ["240p", "160p"]),
        ((64, 64), ["64p", "42p"]),
        ((60, 100), ["60p", "40p"]),
    ],
)
def test_usual_sources_get_the_usual_rungs(size: tuple[int, int], names: list[str]) -> None:
    ladder = plan(source(*size))
    assert [rung.name for rung in ladder.rungs] == names
    assert (ladder.rungs[0].width, ladder.rungs[0].height) == size or max(size) > LONGEST


@pytest.mark.parametrize("size", [(8, 8), (33, 33), (1, 1), (2000, 20)])
def test_a_picture_that_gives_no_two_rungs_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(TooSmall):
        plan(source(*size))


def test_key_frames_stand_every_two_seconds() -> None:
    assert plan(source(1280, 720, Fraction(30000, 1001))).gop_frames == 60
    assert plan(source(1280, 720, Fraction(24))).gop_frames == 48
