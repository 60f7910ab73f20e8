"""The videos that nobody here made: each ends as its collection's README says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from unit.localstack_mediaconvert.jobs import ladder, posters, rung, sound

from .studio import frame_count

if TYPE_CHECKING:
    from .studio import Studio

DATA = Path(os.environ.get("CDLC_DATA", "")) / "video"
pytestmark = pytest.mark.skipif(
    not os.environ.get("CDLC_DATA"), reason="CDLC_DATA is not set: jobs on real videos were left out"
)
UNREADABLE, NO_STREAM, DAMAGED = 1010, 1030, 1040
PUBLISHED = {
    "bbb/bbb_480p_30s.mp4": (640, 360), "bbb/bbb_1080p_5s.mp4": (640, 360),
    "bbb/small_bunny_1080p_60fps.mp4": (640, 360), "bbb/big_buck_bunny_0_30.webm": (640, 360),
    "synthetic-cc0/sample.mp4": (640, 360), "synthetic-cc0/sample.mkv": (640, 360),
    "synthetic-cc0/sample.ts": (640, 360), "synthetic-cc0/sample.avi": (640, 360),
    "synthetic-cc0/sample.mpg": (640, 360), "synthetic-cc0/sample.vob": (540, 360),
    "mp4parse-corrupt/hevc_white_frame.mp4": None, "mp4parse-corrupt/tiny_av1.mp4": None,
    "mp4parse-corrupt/h264_white_frame_sar_16_9.mp4": (854, 360), "mp4parse-corrupt/video_rotation_90.mp4": (216, 360),
}  # fmt: skip
REJECTED = {
    "small/AudioVideoInterleave.avi": NO_STREAM, "small/FlashVideo.flv": UNREADABLE, "small/Mpeg4.mp4": NO_STREAM,
    "small/mp4-with-audio.mp4": NO_STREAM, "derived-corrupt/moov_renamed.mp4": UNREADABLE,
    "derived-corrupt/random_bytes.mp4": UNREADABLE, "derived-corrupt/text_as.mp4": UNREADABLE,
    "mp4parse-corrupt/chunk_out_of_range.mp4": UNREADABLE, "derived-corrupt/zero_bytes.mp4": UNREADABLE,
    "derived-corrupt/mdat_bitflips.mp4": DAMAGED, "derived-corrupt/truncated_60pct.mp4": DAMAGED,
    "mp4parse-corrupt/no_timescale.mp4": DAMAGED, "mp4parse-corrupt/invalid_userdata.mp4": DAMAGED,
    "mp4parse-corrupt/test_case_1185230.mp4": DAMAGED, "mp4parse-corrupt/zero_empty_stsc.mp4": DAMAGED,
}  # fmt: skip


def probed(studio: Studio, file: Path) -> dict[str, Any]:
    """What Probe tells of an upload."""
    url = studio.upload(file)
    return dict(studio.aws("mediaconvert").probe(InputFiles=[{"FileUrl": url}])["ProbeResults"][0]["Container"])


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_valid_video_is_published_whole_upright_and_in_shape(studio: Studio, name: str) -> None:
    """Width follows the shape, so that a wrong turn or a wrong pixel shape shows; every frame is there."""
    told = probed(studio, DATA / name)
    (video,) = [track for track in told["Tracks"] if track["TrackType"] == "video"]
    tall = rung(2, 360) | {"NameModifier": "_v"}
    del tall["VideoDescription"]["Width"]
    heard = [sound()] if any(track["TrackType"] == "audio" for track in told["Tracks"]) else []
    settings = ladder(tall, *heard, groups=(posters(MaxCaptures=1),), SegmentControl="SINGLE_FILE")
    job, prefix = studio.run(DATA / name, settings)
    assert job["Status"] == "COMPLETE", job.get("ErrorMessage")
    detail = job["OutputGroupDetails"][0]["OutputDetails"][0]
    size = (detail["VideoDetails"]["WidthInPx"], detail["VideoDetails"]["HeightInPx"])
    assert PUBLISHED[name] in (None, size)
    parts = studio.published(prefix)
    assert {"film.m3u8", "film_v.cmfv", "poster.0000000.jpg"} <= set(parts)
    whole = studio.folder / "whole.mp4"
    whole.write_bytes(parts["film_v.cmfv"])
    rate = video["VideoProperties"]["FrameRate"]
    frame = rate["Denominator"] / rate["Numerator"]
    assert abs(detail["DurationInMs"] / 1000 - video["Duration"]) <= 1.5 * frame + 0.05
    assert frame_count(whole) * frame == pytest.approx(detail["DurationInMs"] / 1000, abs=0.01)


@pytest.mark.parametrize("name", REJECTED)
def test_a_broken_video_ends_in_its_error_and_publishes_nothing(studio: Studio, name: str) -> None:
    job, prefix = studio.run(DATA / name, ladder(rung(640, 360)))
    assert (job["Status"], job["ErrorCode"]) == ("ERROR", REJECTED[name]), job.get("ErrorMessage")
    assert studio.published(prefix) == {}


@pytest.mark.parametrize("name", [name for name, code in REJECTED.items() if code == UNREADABLE])
def test_probe_refuses_what_no_job_could_open(studio: Studio, name: str) -> None:
    with pytest.raises(ClientError, match="BadRequestException"):
        probed(studio, DATA / name)


def test_probe_tells_the_small_one_its_size(studio: Studio) -> None:
    (video,) = probed(studio, DATA / "small" / "webm.webm")["Tracks"]
    assert (video["VideoProperties"]["Width"], video["VideoProperties"]["Height"]) == (8, 8)
