"""Films that tests make, send and look at."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

from local_cloud import cdlc

if TYPE_CHECKING:
    from pathlib import Path

    from local_cloud import Cloud

ENDED = {"published", "rejected", "failed", "abandoned"}


def film(file: Path, seconds: int = 4, size: str = "640x360", rate: int = 24, *, sound: bool = True) -> Path:
    """A moving test picture with a tone."""
    picture = ("-f", "lavfi", "-i", f"testsrc2=size={size}:rate={rate}:duration={seconds}")
    tone = ("-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}", "-c:a", "aac") if sound else ()
    coding = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "37")
    subprocess.run(("ffmpeg", "-v", "error", "-y", *picture, *tone, *coding, str(file)), check=True)
    return file


def send(file: Path, *options: str) -> dict[str, Any]:
    """`cdlc upload --wait --json`: the upload as it ended; the exit code says the same."""
    done = cdlc("upload", str(file), "--wait", "--json", "--again", *options)
    assert done.stdout, done.stderr
    upload: dict[str, Any] = json.loads(done.stdout)
    assert (done.returncode == 0) == (upload["state"] == "published"), done.stderr
    return upload


def asset_of(cloud: Cloud, upload: dict[str, Any]) -> dict[str, Any]:
    """The published asset of an upload."""
    assert upload["state"] == "published", upload
    answer = cloud.http.get(f"/api/media/assets/{upload['asset_id']}")
    assert answer.status_code == 200, answer.text
    asset: dict[str, Any] = answer.json()
    return asset


def written(cloud: Cloud, prefix: str) -> list[str]:
    """The keys under `prefix` in the bucket of media."""
    pages = cloud.aws("s3").get_paginator("list_objects_v2").paginate(Bucket="cdlc-local-media", Prefix=prefix)
    return [each["Key"] for page in pages for each in page.get("Contents", [])]


def stored(cloud: Cloud, upload_id: str) -> bytes:
    """The uploaded file, which is kept whatever its end."""
    body: bytes = (
        cloud.aws("s3").get_object(Bucket="cdlc-local-media-uploads", Key=f"sources/{upload_id}")["Body"].read()
    )
    return body
