"""What validation refuses: everything that differs from the plan, and what is damaged."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from media._domain import boxes
from media._domain.ladder import plan
from media._domain.refusals import DamagedMedia, NoVideoStream, RenditionsWrong, UnreadableContainer
from media._domain.renditions import Loss, Measured, loss_of, require_as_planned
from media._domain.source import Source, source_of

if TYPE_CHECKING:
    from pathlib import Path

LADDER = plan(Source(640, 360, Fraction(24), 4.0, has_audio=True))
GOOD = [
    Measured(rung.name, rung.width, rung.height, "avc1", 500_000, 96, Fraction(4), (0, 48), (0,))
    for rung in LADDER.rungs
]


def test_what_was_planned_is_accepted() -> None:
    require_as_planned(LADDER, GOOD)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"width": 642}, "planned 640 by 360"),
        ({"codec": "hvc1"}, "planned H.264"),
        ({"key_frames": (0, 37, 74)}, "not every 48"),
        ({"key_frames": (0,)}, "not every 48"),
        ({"segment_starts": (0, 40)}, "does not begin with a key frame"),
        ({"duration": Fraction(41, 10)}, "last 4.100 s"),
    ],
)
def test_a_rung_that_differs_is_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(RenditionsWrong, match=told):
        require_as_planned(LADDER, [replace(GOOD[0], **changes), *GOOD[1:]])


def test_a_rung_too_few_is_refused_and_so_is_the_input_itself_in_their_place() -> None:
    with pytest.raises(RenditionsWrong, match="rungs"):
        require_as_planned(LADDER, GOOD[:1])


def test_rungs_of_different_lengths_are_refused() -> None:
    shorter = replace(GOOD[1], frames=95, duration=Fraction(95, 24))
    with pytest.raises(RenditionsWrong, match="other frames"):
        require_as_planned(LADDER, [GOOD[0], shorter])


@pytest.mark.parametrize(("stated", "warnings"), [(4.2, 0), (4.0, 3), (60.0, 9)])
def test_what_is_missing_is_damage_unless_the_owner_accepts_it(stated: float, warnings: int) -> None:
    with pytest.raises(DamagedMedia):
        loss_of(stated, GOOD[0], LADDER, warnings, accepted=False)
    loss = loss_of(stated, GOOD[0], LADDER, warnings, accepted=True)
    assert loss == Loss(round((stated - 4) * 1000), warnings)


@pytest.mark.parametrize("stated", [4.0, 4.04, 3.9, None])
def test_a_whole_film_has_no_loss(stated: float | None) -> None:
    assert loss_of(stated, GOOD[0], LADDER, 0, accepted=False) is None


def probed(**picture: Any) -> list[dict[str, Any]]:
    told = {"Width": 720, "Height": 480, "FrameRate": {"Numerator": 25, "Denominator": 1}, **picture}
    return [{"Container": {"Tracks": [{"TrackType": "video", "Duration": 1.0, "VideoProperties": told}]}}]


@pytest.mark.parametrize(
    ("picture", "shown"),
    [
        ({}, (720, 480)),
        ({"SampleAspectRatio": {"Numerator": 16, "Denominator": 9}}, (1280, 480)),
        ({"SampleAspectRatio": {"Numerator": 8, "Denominator": 9}}, (720, 540)),
        ({"CodecMetadata": {"SampleAspectRatio": {"Numerator": 2, "Denominator": 1}}}, (1440, 480)),
        ({"Rotation": 90}, (480, 720)),
        ({"Rotation": 270, "SampleAspectRatio": {"Numerator": 2, "Denominator": 1}}, (480, 1440)),
        ({"Rotation": 180}, (720, 480)),
    ],
)
def test_a_source_is_measured_as_it_is_shown(picture: dict[str, Any], shown: tuple[int, int]) -> None:
    source = source_of(probed(**picture))
    assert (source.width, source.height) == shown


@pytest.mark.parametrize("rate", [{"Numerator": 1000, "Denominator": 1}, {"Numerator": 0, "Denominator": 0}, None])
def test_a_time_base_is_no_frame_rate(rate: dict[str, int] | None) -> None:
    assert source_of(probed(FrameRate=rate)).frame_rate == 25


@pytest.mark.parametrize(
    ("results", "refusal"),
    [
        ([], UnreadableContainer),
        ([{"Container": {"Tracks": []}}], UnreadableContainer),
        ([{"Container": {"Tracks": [{"TrackType": "audio", "Duration": 1.0}]}}], NoVideoStream),
        (probed(Width=0), NoVideoStream),
    ],
)
def test_what_holds_no_picture_is_refused(results: list[dict[str, Any]], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        source_of(results)


@pytest.mark.parametrize("flags", ["+cmaf+frag_keyframe", "+frag_keyframe+empty_moov+default_base_moof"])
def test_samples_and_key_frames_are_those_that_were_encoded(tmp_path: Path, flags: str) -> None:
    file = tmp_path / "film.mp4"
    picture = ("-f", "lavfi", "-i", "testsrc2=size=128x72:rate=25:duration=3")
    coding = ("-c:v", "libx264", "-g", "20", "-sc_threshold", "0", "-bf", "2", "-movflags", flags)
    subprocess.run(("ffmpeg", "-v", "error", *picture, *coding, str(file)), check=True)
    data = file.read_bytes()
    track = boxes.track_of(data)
    assert (track.codec, track.width, track.height) == ("avc1", 128, 72)
    samples, offset = [], 0
    while offset < len(data):
        name, size, _ = boxes.header(data, offset)
        if name == b"moof":
            samples += boxes.samples_of(data[offset : offset + size], track)
        offset += size
    assert [number for number, sample in enumerate(samples) if sample.is_key] == [0, 20, 40, 60]
    assert len(samples) == 75
    assert Fraction(sum(sample.duration for sample in samples), track.ticks) == 3


@pytest.mark.parametrize("data", [b"", b"\0\0\0\x08free", b"\0\0\0\x01moov", b"not a film at all, but long enough"])
def test_what_is_no_segment_is_refused(data: bytes) -> None:
    with pytest.raises(boxes.NotFragmentedMp4):
        boxes.track_of(data)
