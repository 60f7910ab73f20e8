"""Probe tells what is really in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from .studio import ffmpeg

if TYPE_CHECKING:
    from pathlib import Path

    from .studio import Studio


def probe(studio: Studio, file: Path) -> dict[str, Any]:
    return dict(studio.aws("mediaconvert").probe(InputFiles=[{"FileUrl": studio.upload(file)}])["ProbeResults"][0])


def test_a_film_has_its_tracks_and_its_metadata(studio: Studio) -> None:
    film = studio.film(seconds=3, rate="30000/1001")
    found = probe(studio, film)
    assert found["Container"]["Format"] == "mp4"
    video, audio = found["Container"]["Tracks"]
    assert video["VideoProperties"]["FrameRate"] == {"Numerator": 30000, "Denominator": 1001}
    assert (video["VideoProperties"]["Width"], video["VideoProperties"]["BitDepth"]) == (320, 8)
    assert (audio["TrackType"], audio["AudioProperties"]["SampleRate"]) == ("audio", 48000)
    assert found["TrackMappings"][0]["VideoTrackIndexes"] == [1]
    assert found["Metadata"]["FileSize"] == film.stat().st_size
    assert found["Metadata"]["ETag"]


@pytest.mark.parametrize(
    ("name", "form", "words"),
    [
        ("film.mkv", "matroska", {}),
        ("film.webm", "webm", {"c_v": "libvpx"}),
        ("film.mov", "quicktime", {}),
        ("film.ts", "mpegts", {}),
        ("film.avi", "avi", {}),
    ],
)
def test_each_container_has_its_name(studio: Studio, name: str, form: str, words: dict[str, str]) -> None:
    found = probe(studio, studio.film(name, seconds=1, **words))["Container"]
    assert found["Format"] == form
    assert found["Tracks"][0]["Duration"] == pytest.approx(1, abs=0.05)


def test_a_duration_is_measured_not_believed(studio: Studio) -> None:
    """A fragmented film that lost its second half still states nothing wrong in its header; only counting helps."""
    whole, half = studio.film(seconds=8, movflags="+frag_keyframe+empty_moov", g="24"), studio.folder / "half.mp4"
    data = whole.read_bytes()
    half.write_bytes(data[: data.index(b"moof", len(data) // 2) - 4])
    video = probe(studio, half)["Container"]["Tracks"][0]
    assert 2 < video["Duration"] < 6


def test_a_rate_that_varies_is_told_as_its_mean(studio: Studio) -> None:
    uneven = studio.folder / "uneven.mp4"
    picked = ("-vf", "select='not(mod(n,3))+lt(n,24)'", "-fps_mode", "vfr")
    ffmpeg("-f", "lavfi", "-i", "testsrc2=size=128x72:rate=24:duration=5", *picked, "-pix_fmt", "yuv420p", str(uneven))
    rate = probe(studio, uneven)["Container"]["Tracks"][0]["VideoProperties"]["FrameRate"]
    assert 9 < rate["Numerator"] / rate["Denominator"] < 14


def test_what_is_not_there_is_not_found(studio: Studio) -> None:
    client = studio.aws("mediaconvert")
    with pytest.raises(client.exceptions.NotFoundException):
        client.probe(InputFiles=[{"FileUrl": "s3://uploads/none.mp4"}])
    for files in ([], [{"FileUrl": "file:///etc/passwd"}], [{"FileUrl": "s3://uploads/a"}] * 2):
        with pytest.raises(ClientError, match="BadRequestException"):
            client.probe(InputFiles=files)
