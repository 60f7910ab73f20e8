"""kill -9 in the middle of a transcoding: within a minute of recovery the upload has ended, and says how."""

from __future__ import annotations

import json
import os
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import httpx
import psutil
import pytest

from engines import control
from local_cloud import cdlc, eventually
from media_films import ENDED, asset_of, film, stored

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from local_cloud import Cloud

RECOVERED_WITHIN = 60  # seconds after everything is healthy again, as the issue of faults promises
HEALTHY_WITHIN = 90
SECONDS = 30  # long enough to be caught at work, short enough to be encoded twice within the minute
MEDIA = {"ffmpeg", "ffprobe"}


def pid_of(cloud: Cloud, part: str) -> int:
    snapshot = control.status(cloud.settings.state)
    assert snapshot is not None
    return int(next(each["pid"] for each in snapshot["parts"] if each["name"] == part))


def below_localstack(cloud: Cloud, is_victim: Callable[[psutil.Process], bool]) -> list[psutil.Process]:
    found = []
    for process in psutil.Process(pid_of(cloud, "localstack")).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if is_victim(process):
                found.append(process)
    return found


def kill_part(part: str) -> Callable[[Cloud], None]:
    return lambda cloud: os.kill(pid_of(cloud, part), signal.SIGKILL)


def kill_encoder(cloud: Cloud) -> None:
    encoders = eventually(lambda: below_localstack(cloud, lambda each: each.name() == "ffmpeg"), 30, "ffmpeg runs")
    for process in encoders:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def kill_functions(cloud: Cloud) -> None:
    for process in below_localstack(cloud, lambda each: each.name() not in MEDIA):
        with suppress(psutil.NoSuchProcess):
            process.kill()


VICTIMS: dict[str, tuple[Callable[[Cloud], None], set[str]]] = {
    "localstack": (kill_part("localstack"), {"published"}),
    "mysql": (kill_part("mysql"), {"published"}),
    "functions": (kill_functions, {"published"}),
    "encoder": (kill_encoder, {"failed"}),
}
"""Who is killed, and how the upload may end then."""


def look(cloud: Cloud, upload_id: str) -> dict[str, Any]:
    """The upload as it is; nothing while the platform does not answer."""
    with suppress(httpx.TransportError):
        answer = cloud.http.get(f"/api/media/uploads/{upload_id}", headers=cloud.bearer())
        if answer.status_code == httpx.codes.OK:
            found: dict[str, Any] = answer.json()
            return found
    return {}


def well(cloud: Cloud) -> bool:
    snapshot = control.status(cloud.settings.state)
    if snapshot is None or any(part["state"] != "healthy" for part in snapshot["parts"]):
        return False
    with suppress(httpx.TransportError):
        return cloud.http.get("/api/media/health").status_code == httpx.codes.OK
    return False


@pytest.mark.parametrize("victim", VICTIMS)
def test_a_transcoding_ends_within_a_minute_of_recovery(cloud: Cloud, tmp_path: Path, victim: str) -> None:
    kill, ends = VICTIMS[victim]
    source = film(tmp_path / f"{victim}.mp4", seconds=SECONDS)
    begun = cdlc("upload", str(source), "--json", "--again")
    assert begun.returncode == 0, begun.stderr
    upload_id = json.loads(begun.stdout)["id"]
    eventually(lambda: look(cloud, upload_id).get("percent") is not None, 60, "the job runs")
    kill(cloud)
    eventually(lambda: well(cloud), HEALTHY_WITHIN, "everything is healthy again")
    began = time.monotonic()
    ended = eventually(
        lambda: (found := look(cloud, upload_id)).get("state") in ENDED and found, RECOVERED_WITHIN, "the upload ends"
    )
    assert ended["state"] in ends, (ended, time.monotonic() - began)
    assert stored(cloud, upload_id) == source.read_bytes(), "the upload is kept"
    if ended["state"] == "published":
        assert asset_of(cloud, ended)["duration_ms"] == SECONDS * 1000
    else:
        assert ended["reason"]["code"] == "transcoding_failed"
        assert ended["asset_id"] is None
