"""Films made at test time, jobs run to their end, and a look at what they published."""

from __future__ import annotations

import json
import shutil
import subprocess
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local_cloud import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.localstack_gateway.own_cloud import OwnCloud

ROLE = "arn:aws:iam::000000000000:role/transcoder"
ENDED = ("COMPLETE", "ERROR", "CANCELED")
PICTURE = "testsrc2=size={size}:rate={rate}:duration={seconds}"
TONE = "sine=frequency=440:sample_rate=48000:duration={seconds}"


@dataclass
class Studio:
    """A running MediaConvert (clients by service) and a folder for films."""

    aws: Callable[[str], Any]
    folder: Path
    cloud: OwnCloud | None = None
    _films: dict[str, Path] = field(default_factory=dict)

    def buckets(self) -> None:
        for name in ("uploads", "media"):
            self.aws("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})

    def film(
        self, name: str = "film.mp4", *, seconds: float = 4, size: str = "320x180", rate: str = "24", **words: str
    ) -> Path:
        """A film by ffmpeg's test sources; `words` are further options of its output, `sound=no` leaves out sound."""
        key = f"{name} {seconds} {size} {rate} {words}"
        if key not in self._films:
            self._films[key] = self.folder / f"{len(self._films)}-{name}"
            ways: dict[str, Any] = {"seconds": seconds, "size": size, "rate": rate}
            sources = [PICTURE.format(**ways), *([TONE.format(**ways)] if words.pop("sound", "yes") == "yes" else [])]
            inputs = [word for source in sources for word in ("-f", "lavfi", "-i", source)]
            options = [word for option, value in words.items() for word in (f"-{option.replace('_', ':')}", value)]
            ffmpeg(*inputs, "-pix_fmt", "yuv420p", *options, str(self._films[key]))
        return self._films[key]

    def upload(self, file: Path | bytes) -> str:
        """Store a film; its address."""
        body, key = file if isinstance(file, bytes) else file.read_bytes(), f"{uuid.uuid4()}.mp4"
        self.aws("s3").put_object(Bucket="uploads", Key=key, Body=body)
        return f"s3://uploads/{key}"

    def submit(self, settings: dict[str, Any], **request: Any) -> str:
        """Create a job; its id."""
        return str(self.aws("mediaconvert").create_job(**{"Role": ROLE, "Settings": settings, **request})["Job"]["Id"])

    def job(self, name: str) -> dict[str, Any]:
        return dict(self.aws("mediaconvert").get_job(Id=name)["Job"])

    def ended(self, name: str, within: float = 120) -> dict[str, Any]:
        """The job once it has ended."""
        return (
            eventually(lambda: job if (job := self.job(name))["Status"] in ENDED else None, within, "job ended") or {}
        )

    def run(self, file: Path | bytes, settings: dict[str, Any], **request: Any) -> tuple[dict[str, Any], str]:
        """Run a job on a film into a folder of its own; (the ended job, the prefix of its outputs)."""
        prefix = f"{uuid.uuid4()}/"
        settings = placed(settings, self.upload(file), prefix)
        return self.ended(self.submit(settings, **request)), prefix

    def published(self, prefix: str) -> dict[str, bytes]:
        """What lies under a prefix, by name."""
        s3 = self.aws("s3")
        found = s3.list_objects_v2(Bucket="media", Prefix=prefix).get("Contents", [])
        return {
            each["Key"].removeprefix(prefix): s3.get_object(Bucket="media", Key=each["Key"])["Body"].read()
            for each in found
        }

    def rendition(self, prefix: str, name: str) -> Path:
        """A segmented rendition put together: initialization and segments in the playlist's order."""
        parts = self.published(prefix)
        lines = parts[f"{name}.m3u8"].decode().splitlines()
        begin = [line.partition('"')[2].partition('"')[0] for line in lines if line.startswith("#EXT-X-MAP")]
        whole = self.folder / f"{uuid.uuid4()}.mp4"
        whole.write_bytes(
            b"".join(parts[part] for part in [*begin, *(line for line in lines if line and line[0] != "#")])
        )
        return whole


def placed(settings: dict[str, Any], source: str, prefix: str) -> dict[str, Any]:
    """The job with this input and every destination below this prefix."""
    made: dict[str, Any] = json.loads(json.dumps(settings))
    made["Inputs"][0]["FileInput"] = source
    for group in made["OutputGroups"]:
        for kind in group["OutputGroupSettings"].values():
            if isinstance(kind, dict):
                kind["Destination"] = f"s3://media/{prefix}{kind['Destination'].rpartition('/')[2]}"
    return made


def ffmpeg(*words: str) -> None:
    subprocess.run([shutil.which("ffmpeg") or "ffmpeg", "-v", "error", "-y", *words], check=True)


def packets(file: Path, kind: str = "v") -> list[dict[str, Any]]:
    """The packets of a file's first stream of a kind, as ffprobe tells them."""
    asked = ("-select_streams", f"{kind}:0", "-show_entries", "packet=pts_time,duration_time,flags", "-of", "json")
    told = subprocess.run(["ffprobe", "-v", "error", *asked, str(file)], check=True, capture_output=True).stdout
    return sorted(json.loads(told)["packets"], key=lambda packet: float(packet["pts_time"]))


def key_frames(file: Path) -> list[float]:
    """When key frames are shown."""
    return [round(float(packet["pts_time"]), 3) for packet in packets(file) if packet["flags"].startswith("K")]


def frame_count(file: Path) -> int:
    """Pictures that really decode, strictly."""
    words = ("-xerror", "-i", str(file), "-map", "0:v", "-f", "null", "-", "-progress", "pipe:1")
    told = subprocess.run(["ffmpeg", "-v", "error", *words], check=True, capture_output=True, text=True).stdout
    return int([line for line in told.splitlines() if line.startswith("frame=")][-1].removeprefix("frame="))
