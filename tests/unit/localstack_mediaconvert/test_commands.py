"""From a job and a source to one ffmpeg command."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cdlc_localstack.mediaconvert import command, encoding
from cdlc_localstack.mediaconvert.faults import NO_STREAM, JobFailed
from cdlc_localstack.mediaconvert.plan import plan
from cdlc_localstack.mediaconvert.sources import Measured, Source, rotation

from .jobs import ladder, posters, rung, sound, source

FILE = Path("/work/input")


def words(settings: dict[str, Any], of: Source | None = None) -> list[str]:
    return list(command.words(FILE, plan(settings, of or source())))


def after(found: list[str], option: str) -> list[str]:
    return [found[at + 1] for at, word in enumerate(found) if word == option]


def test_one_command_decodes_once_and_encodes_sound_once() -> None:
    found = words(ladder(rung(1280, 720), rung(640, 360), rung(426, 240), sound(), groups=(posters(),)))
    assert after(found, "-i") == [f"file:{FILE}"]
    assert after(found, "-c:v") == ["libx264"] * 3 + ["mjpeg"]
    assert after(found, "-c:a") == ["aac"]
    assert after(found, "-filter_complex")[0].startswith("[0:0]split=4[s0-0][s0-1][s0-2][s1-0];")


def test_the_input_may_be_no_playlist_and_no_address() -> None:
    found = words(ladder())
    before = found[: found.index("-i")]
    assert after(before, "-protocol_whitelist") == ["file"]
    formats = after(before, "-format_whitelist")[0].split(",")
    assert not {"hls", "concat", "dash", "image2", "ffmetadata", "srt", "webvtt", "sdp", "applehttp"} & set(formats)


def test_names_of_the_caller_do_not_reach_the_command() -> None:
    settings = ladder(rung(640, 360) | {"NameModifier": "_%d -i x"}, Destination="s3://media/a/%s|tee")
    assert not [word for word in words(settings) if "%d" in word or "%s" in word or "tee" in word]


def test_rungs_share_their_key_frames() -> None:
    found = words(ladder(rung(640, 360), rung(426, 240)))
    assert set(after(found, "-g")) == set(after(found, "-keyint_min")) == {"48"}
    assert set(after(found, "-sc_threshold")) == {"0"}
    assert set(after(found, "-force_key_frames")) == {"expr:gte(t,n_forced*6)"}


def test_segments_that_follow_the_group_of_pictures_force_no_key_frame() -> None:
    assert after(words(ladder(rung(640, 360), SegmentLengthControl="GOP_MULTIPLE")), "-force_key_frames") == []


def test_a_picture_on_its_side_is_turned_before_the_branches() -> None:
    turned = source(100, 60, side_data_list=[{"side_data_type": "Display Matrix", "rotation": -90}])
    assert after(words(ladder(rung(640, 360)), turned), "-filter_complex")[0].startswith("[0:0]transpose=clock,split=1")


@pytest.mark.parametrize(
    ("told", "degrees"), [(-90, 90), (90, 270), (180, 180), (-180, 180), (0, 0), (-45, 0), (-90.5, 90)]
)
def test_a_files_mark_becomes_degrees_clockwise(told: float, degrees: int) -> None:
    assert rotation({"side_data_list": [{"rotation": told}]}) == degrees


def test_interlaced_pictures_become_progressive() -> None:
    assert "yadif" in after(words(ladder(rung(640, 360)), source(field_order="tt")), "-filter_complex")[0]


def test_a_file_with_sound_only_is_refused() -> None:
    silent = source()
    alone = Source(silent.container, {}, silent.streams[1:], silent.measured)
    with pytest.raises(JobFailed) as failed:
        plan(ladder(), alone)
    assert failed.value.code == NO_STREAM


def test_a_stream_without_a_packet_is_no_picture() -> None:
    seen = source()
    with pytest.raises(JobFailed):
        plan(ladder(), Source(seen.container, {}, seen.streams, {1: Measured(5, 0.0, 1.0)}))


def test_sound_that_is_not_there_is_said() -> None:
    seen = source()
    with pytest.raises(JobFailed, match=r"Audio selector \[Audio Selector 1\] asks for track 1"):
        plan(ladder(), Source(seen.container, {}, seen.streams[:1], seen.measured))


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"RateControlMode": "QVBR", "MaxBitrate": 1000}, ("-crf", "23", "-maxrate", "1000", "-bufsize", "2000")),
        (
            {
                "RateControlMode": "QVBR",
                "MaxBitrate": 1000,
                "QvbrSettings": {"QvbrQualityLevel": 8, "QvbrQualityLevelFineTune": 0.5},
            },
            ("-crf", "20", "-maxrate", "1000", "-bufsize", "2000"),
        ),
        (
            {"RateControlMode": "CBR", "Bitrate": 1000, "HrdBufferSize": 500},
            ("-b:v", "1000", "-maxrate", "1000", "-bufsize", "500", "-minrate", "1000"),
        ),
        (
            {"RateControlMode": "VBR", "Bitrate": 1000, "MaxBitrate": 1200},
            ("-b:v", "1000", "-maxrate", "1200", "-bufsize", "2400"),
        ),
    ],
)
def test_rate_control_reaches_the_encoder(settings: dict[str, Any], expected: tuple[str, ...]) -> None:
    found = encoding.h264(settings, Fraction(24), None)
    assert any(found[at : at + len(expected)] == expected for at in range(len(found)))


@pytest.mark.parametrize(
    ("settings", "rate", "frames"),
    [
        ({"GopSize": 90.0, "GopSizeUnits": "FRAMES"}, Fraction(24), 90),
        ({"GopSize": 2, "GopSizeUnits": "SECONDS"}, Fraction(30000, 1001), 60),
        ({}, Fraction(25), 50),
    ],
)
def test_the_length_of_a_group_of_pictures_is_in_frames(settings: dict[str, Any], rate: Fraction, frames: int) -> None:
    assert encoding.gop(settings, rate) == frames


def test_a_measured_rate_becomes_the_standard_one_beside_it() -> None:
    assert encoding.frame_rate({}, Fraction(29969, 1000)) == Fraction(30000, 1001)
    assert encoding.frame_rate({}, Fraction(17)) == Fraction(17)
    stated = {"FramerateControl": "SPECIFIED", "FramerateNumerator": 50, "FramerateDenominator": 2}
    assert encoding.frame_rate(stated, Fraction(24)) == Fraction(25)


def test_structure_is_passed_on_where_it_is_stated() -> None:
    asked = {
        "RateControlMode": "CBR", "Bitrate": 5000, "CodecProfile": "HIGH", "CodecLevel": "LEVEL_4_1", "Slices": 4,
        "NumberBFramesBetweenReferenceFrames": 0, "NumberReferenceFrames": 2, "EntropyEncoding": "CAVLC",
        "GopBReference": "DISABLED", "AdaptiveQuantization": "OFF", "DynamicSubGop": "STATIC",
    }  # fmt: skip
    found = " ".join(encoding.h264(asked, Fraction(24), None))
    for part in (
        "-profile:v high",
        "-level 4.1",
        "-slices 4",
        "-bf 0",
        "-refs 2",
        "-coder cavlc",
        "-b-pyramid none",
        "-aq-mode 0",
        "-b_strategy 0",
    ):
        assert part in found
