"""Uploads that reach for other files, for the network, or for more than their share; each with its protection off."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from cdlc_localstack.mediaconvert import sandbox, sources
from cdlc_localstack.mediaconvert.faults import FILE_ACCESS, JobFailed
from unit.localstack_mediaconvert.jobs import ladder

from .studio import Studio, ffmpeg

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n{}\n#EXT-X-ENDLIST\n"
OPEN = ("-protocol_whitelist", "file,http,tcp,crypto,data")


class Listener:
    """Counts connections to a port of its own."""

    def __init__(self) -> None:
        self.heard = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/film.ts"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        try:
            while True:
                connection, _ = self._socket.accept()
                self.heard.set()
                connection.close()
        except OSError:
            return

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A film outside every job's folder that nobody may have."""
    place = tmp_path / "elsewhere" / "secret.ts"
    place.parent.mkdir()
    ffmpeg("-f", "lavfi", "-i", "color=red:size=64x64:rate=10:duration=2", "-pix_fmt", "yuv420p", str(place))
    return place


def measured(tmp_path: Path, body: str) -> sources.Source:
    job = tmp_path / "job"
    job.mkdir(exist_ok=True)
    (job / "input").write_text(body)
    return sources.measure(job / "input", "s3://uploads/film.mp4")


def hostile(secret: Path, url: str) -> dict[str, str]:
    return {
        "playlist of a file": PLAYLIST.format(f"file://{secret}"),
        "playlist of /etc/passwd": PLAYLIST.format("file:///etc/passwd"),
        "playlist of an address": PLAYLIST.format(url),
        "script": f"ffconcat version 1.0\nfile '{secret}'\n",
        "manifest": f'<?xml version="1.0"?><MPD><Period><AdaptationSet><Representation><BaseURL>{url}</BaseURL>'
        "</Representation></AdaptationSet></Period></MPD>",
        "subtitles": "WEBVTT\n\n00:00.000 --> 00:01.000\nfilm\n",
        "metadata": ";FFMETADATA1\ntitle=film\n",
        "session": "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 40000 RTP/AVP 96\n",
    }


def test_a_text_that_names_other_media_is_no_container(tmp_path: Path, secret: Path, listener: Listener) -> None:
    for what, body in hostile(secret, listener.url).items():
        with pytest.raises(JobFailed) as failed:
            measured(tmp_path, body)
        assert failed.value.code == FILE_ACCESS, what
        assert "root:" not in failed.value.message
        assert str(tmp_path) not in failed.value.message
    assert not listener.heard.is_set()


def test_without_the_restriction_the_playlist_reaches_the_listener(
    tmp_path: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "RESTRICTED", OPEN)
    with pytest.raises(JobFailed):
        measured(tmp_path, PLAYLIST.format(listener.url))
    assert listener.heard.wait(5)


def test_without_the_restriction_the_playlist_opens_the_other_file(
    tmp_path: Path, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "RESTRICTED", ())
    assert measured(tmp_path, PLAYLIST.format(f"file://{secret}")).videos[0]["width"] == 64


def test_a_job_on_a_hostile_file_ends_and_publishes_nothing(studio: Studio, secret: Path, listener: Listener) -> None:
    for what, body in hostile(secret, listener.url).items():
        job, prefix = studio.run(body.encode(), ladder())
        assert (job["Status"], job["ErrorCode"]) == ("ERROR", FILE_ACCESS), what
        assert studio.published(prefix) == {}
    assert not listener.heard.is_set()


def test_a_probe_of_a_hostile_file_is_refused(studio: Studio, listener: Listener) -> None:
    url = studio.upload(PLAYLIST.format(listener.url).encode())
    with pytest.raises(ClientError, match=r"BadRequestException.*Failed probe/open"):
        studio.aws("mediaconvert").probe(InputFiles=[{"FileUrl": url}])
    assert not listener.heard.is_set()


def test_a_picture_of_monstrous_size_is_refused(studio: Studio) -> None:
    monster = studio.folder / "monster.mov"
    ffmpeg("-f", "lavfi", "-i", "color=size=9000x5000:rate=1:duration=1", "-frames:v", "1", "-c:v", "png", str(monster))
    assert monster.stat().st_size < 1 << 20
    job, prefix = studio.run(monster, ladder())
    assert (job["Status"], job["ErrorCode"]) == ("ERROR", 1030)
    assert studio.published(prefix) == {}


@pytest.mark.parametrize(
    ("limits", "code", "sign"),
    [
        (sandbox.Limits(20, memory=512 << 20), "bytearray(2 << 30)", "MemoryError"),
        (sandbox.Limits(20, file_bytes=1 << 20), "open('big', 'wb').write(bytes(2 << 20))", "File too large"),
    ],
)
def test_more_memory_or_a_larger_file_than_allowed_ends_it(
    tmp_path: Path, limits: sandbox.Limits, code: str, sign: str
) -> None:
    ended = sandbox.run((sys.executable, "-c", code), tmp_path, limits)
    assert ended.status != 0
    assert sign in ended.complaint


def test_time_that_is_over_ends_it_with_its_children(tmp_path: Path) -> None:
    code = "import subprocess; print(subprocess.Popen(['sleep', '600']).pid, flush=True); input()"
    printed: list[str] = []
    endless = f"{code.replace('input()', 'import time; time.sleep(600)')}"
    ended = sandbox.run((sys.executable, "-c", endless), tmp_path, sandbox.Limits(1), each=printed.append)
    assert ended.timed_out
    gone = subprocess.run(["ps", "-o", "stat=", "-p", printed[0]], check=False, capture_output=True, text=True).stdout
    assert gone.strip()[:1] in ("", "Z")


def test_its_environment_holds_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    printed: list[str] = []
    code = "import os; print(sorted(os.environ)); print(os.nice(0)); print(os.getpriority(os.PRIO_PROCESS, 0))"
    sandbox.run((sys.executable, "-c", code), tmp_path, sandbox.Limits(20), each=printed.append)
    assert "AWS_SECRET_ACCESS_KEY" not in printed[0]
    assert printed[1] == str(min(19, os.nice(0) + 10))  # below the engines, however these tests are run
