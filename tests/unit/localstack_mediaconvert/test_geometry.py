"""How pictures are turned, scaled and framed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdlc_localstack.mediaconvert.geometry import Picture, filters, turn, upright, wanted

SQUARE = Fraction(1)


def test_one_length_alone_keeps_the_shape() -> None:
    source = Picture(1920, 1080)
    assert wanted(source, {"Height": 720}, SQUARE) == Picture(1280, 720)
    assert wanted(source, {"Width": 640}, SQUARE) == Picture(640, 360)
    assert wanted(source, {}, None) == source


def test_pixels_that_are_not_square_become_square_without_changing_the_shape() -> None:
    dvd = Picture(720, 480, Fraction(8, 9))
    assert wanted(dvd, {"Height": 480}, SQUARE) == Picture(640, 480)
    assert wanted(dvd, {}, None).pixel == Fraction(8, 9)


def test_a_picture_on_its_side_is_turned_with_its_pixels() -> None:
    assert upright(Picture(100, 60, Fraction(4, 3)), 90) == Picture(60, 100, Fraction(3, 4))
    assert upright(Picture(100, 60), 180) == Picture(100, 60)


def test_only_auto_follows_the_files_own_mark() -> None:
    assert (turn("AUTO", 90), turn("DEGREE_0", 90), turn("DEGREES_270", 90)) == (90, 0, 270)


@pytest.mark.parametrize(
    ("behavior", "expected"),
    [
        ("DEFAULT", ("scale=480:360", "pad=640:360:(ow-iw)/2:(oh-ih)/2", "setsar=1/1")),
        ("FIT", ("scale=480:360", "pad=640:360:(ow-iw)/2:(oh-ih)/2", "setsar=1/1")),
        ("FILL", ("scale=640:480", "crop=640:360", "setsar=1/1")),
        ("STRETCH_TO_OUTPUT", ("scale=640:360", "setsar=1/1")),
    ],
)
def test_a_narrower_picture_is_framed_cut_or_stretched(behavior: str, expected: tuple[str, ...]) -> None:
    assert filters(Picture(1440, 1080), Picture(640, 360), behavior) == expected


def test_a_small_picture_is_not_enlarged_where_that_is_asked() -> None:
    found = filters(Picture(320, 180), Picture(640, 360), "FIT_NO_UPSCALE")
    assert found == ("scale=320:180", "pad=640:360:(ow-iw)/2:(oh-ih)/2", "setsar=1/1")


def test_a_difference_of_less_than_a_pixel_is_no_reason_for_a_frame() -> None:
    assert filters(Picture(1920, 1080), Picture(854, 480), "DEFAULT") == ("scale=854:480", "setsar=1/1")


@given(
    st.tuples(st.integers(2, 8000), st.integers(2, 4000), st.fractions(Fraction(1, 4), 4, max_denominator=64)),
    st.tuples(st.integers(16, 4000).map(lambda n: n * 2), st.integers(16, 2000).map(lambda n: n * 2)),
)
def test_a_framed_picture_lies_within_its_frame(source: tuple[int, int, Fraction], frame: tuple[int, int]) -> None:
    output = Picture(*frame)
    scale = filters(Picture(*source), output, "DEFAULT")[0].removeprefix("scale=").split(":")
    width, height = int(scale[0]), int(scale[1])
    assert 2 <= width <= output.width
    assert 2 <= height <= output.height
    assert width % 2 == height % 2 == 0
