"""Every file of `$CDLC_DATA/video` ends as its README's table says. Without CDLC_DATA they are left out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from media_films import asset_of, send, stored, written

if TYPE_CHECKING:
    from local_cloud import Cloud

DATA = os.environ.get("CDLC_DATA", "")
VIDEO = Path(DATA) / "video"
pytestmark = pytest.mark.skipif(not DATA, reason="CDLC_DATA is not set: the real films are left out")

# File → (width, height of the top rung, milliseconds). Sizes are as shown: upright, in square pixels.
PUBLISHED = {
    "bbb/bbb_1080p_5s.mp4": (1920, 1080, 5000),
    "bbb/bbb_480p_30s.mp4": (854, 480, 30000),
    "bbb/big_buck_bunny_0_30.webm": (1280, 720, 30000),
    "bbb/small_bunny_1080p_60fps.mp4": (1920, 1080, 2000),
    "synthetic-cc0/sample.avi": (640, 360, 4004),
    "synthetic-cc0/sample.mkv": (640, 360, 3971),
    "synthetic-cc0/sample.mp4": (640, 360, 3971),
    "synthetic-cc0/sample.mpg": (640, 360, 3971),
    "synthetic-cc0/sample.ts": (640, 360, 3971),
    "synthetic-cc0/sample.vob": (720, 480, 3971),
    "mp4parse-corrupt/hevc_white_frame.mp4": (640, 480, 40),
    "mp4parse-corrupt/tiny_av1.mp4": (64, 64, 42),
    "mp4parse-corrupt/h264_white_frame_sar_16_9.mp4": (1138, 480, 40),
    "mp4parse-corrupt/video_rotation_90.mp4": (60, 100, 42),
}
NO_PICTURE = frozenset({"no_video_stream", "unreadable_container"})
DAMAGED = (
    "derived-corrupt/mdat_bitflips.mp4", "derived-corrupt/truncated_60pct.mp4", "mp4parse-corrupt/no_timescale.mp4",
    "mp4parse-corrupt/invalid_userdata.mp4", "mp4parse-corrupt/test_case_1185230.mp4",
    "mp4parse-corrupt/zero_empty_stsc.mp4",
)  # fmt: skip
REJECTED = {
    "small/webm.webm": {"too_small"},
    **dict.fromkeys(
        ("small/AudioVideoInterleave.avi", "small/FlashVideo.flv", "small/Mpeg4.mp4", "small/mp4-with-audio.mp4"),
        NO_PICTURE,
    ),
    "derived-corrupt/moov_renamed.mp4": {"unreadable_container"},
    "derived-corrupt/random_bytes.mp4": {"unreadable_container"},
    "derived-corrupt/text_as.mp4": {"unreadable_container"},
    "mp4parse-corrupt/chunk_out_of_range.mp4": {"unreadable_container"},
    "derived-corrupt/zero_bytes.mp4": {"empty_file", "unreadable_container"},
    **dict.fromkeys(DAMAGED, frozenset({"damaged_media"})),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_good_film_is_published_in_its_shape_and_length(cloud: Cloud, name: str) -> None:
    width, height, duration_ms = PUBLISHED[name]
    asset = asset_of(cloud, send(VIDEO / name))
    top = asset["renditions"][0]
    assert (top["width"], top["height"]) == (width, height)
    assert len(asset["renditions"]) >= 2
    assert abs(asset["duration_ms"] - duration_ms) <= 42, "to a frame"
    assert asset["loss"] is None
    assert asset["posters"]


@pytest.mark.parametrize("name", REJECTED)
def test_what_cannot_be_published_is_rejected_by_name_and_kept(cloud: Cloud, name: str) -> None:
    before = set(written(cloud, "assets/"))
    ended = send(VIDEO / name)
    assert ended["state"] == "rejected", ended
    assert ended["reason"]["code"] in REJECTED[name], ended
    assert set(written(cloud, "assets/")) <= before, "nothing of it is left"
    assert stored(cloud, ended["id"]) == (VIDEO / name).read_bytes(), "the upload is kept"


@pytest.mark.parametrize("name", DAMAGED[:2])
def test_a_damaged_film_that_its_owner_accepts_is_published_with_its_loss(cloud: Cloud, name: str) -> None:
    loss: dict[str, Any] = asset_of(cloud, send(VIDEO / name, "--accept-damaged"))["loss"]
    assert loss["warnings"] > 0
    assert loss["missing_ms"] >= 0


def test_every_film_of_the_folder_is_in_one_of_the_tables() -> None:
    films = {str(file.relative_to(VIDEO)) for file in VIDEO.rglob("*.*") if file.suffix != ".md"}
    assert films == PUBLISHED.keys() | REJECTED.keys()
