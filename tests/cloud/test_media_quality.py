"""The top rung against its source, frame by frame: VMAF, by the ffmpeg with libvmaf in PyPI's imageio-ffmpeg."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import imageio_ffmpeg
import pytest

from media_films import asset_of, film, send, written

if TYPE_CHECKING:
    from local_cloud import Cloud

DATA = os.environ.get("CDLC_DATA", "")
LEAST_VMAF = 80


def vmaf(rendition: Path, source: Path, folder: Path) -> float:
    """The mean over all frames; both sides at the rendition's size and from their first frame on."""
    same = "[0:v]setpts=PTS-STARTPTS[a];[1:v]setpts=PTS-STARTPTS[b];[a][b]libvmaf=log_fmt=json:log_path=vmaf.json"
    words = (imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(rendition), "-i", str(source))
    subprocess.run((*words, "-lavfi", same, "-f", "null", "-"), cwd=folder, check=True)
    return float(json.loads((folder / "vmaf.json").read_text())["pooled_metrics"]["vmaf"]["mean"])


def rung(cloud: Cloud, asset_id: str, name: str, to: Path) -> Path:
    """One rendition as a file: its initialisation segment and its media segments."""
    prefix = f"assets/{asset_id}/main_{name}"
    keys = [key for key in written(cloud, prefix) if not key.endswith(".m3u8")]
    first = [key for key in keys if "init" in key]
    assert len(first) == 1, keys
    bucket = cloud.aws("s3")
    with to.open("wb") as file:
        for key in (*first, *sorted(set(keys) - set(first))):
            file.write(bucket.get_object(Bucket="cdlc-local-media", Key=key)["Body"].read())
    return to


def test_the_top_rung_looks_like_its_source_and_is_not_its_copy(cloud: Cloud, tmp_path: Path) -> None:
    source = Path(DATA) / "video/bbb/bbb_480p_30s.mp4" if DATA else film(tmp_path / "film.mp4", seconds=4)
    asset = asset_of(cloud, send(source))
    top, low = asset["renditions"][0]["name"], asset["renditions"][-1]["name"]
    file = rung(cloud, asset["id"], top, tmp_path / "top.mp4")
    assert vmaf(file, source, tmp_path) >= LEAST_VMAF
    words = ("ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "packet=size,flags", "-of", "csv=p=0")

    def packets(of: Path) -> list[str]:
        return subprocess.run((*words, str(of)), capture_output=True, text=True, check=True).stdout.split()

    assert packets(file) != packets(source), "the input was copied through"
    with pytest.raises(subprocess.CalledProcessError):  # the twin: another size cannot be compared at all
        vmaf(rung(cloud, asset["id"], low, tmp_path / "low.mp4"), source, tmp_path)
