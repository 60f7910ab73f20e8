"""What a file really holds, measured by ffprobe in the sandbox: durations and frames are counted, not believed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from cdlc_localstack.mediaconvert import sandbox
from cdlc_localstack.mediaconvert.faults import FILE_ACCESS, INTERNAL, JobFailed

PROBE = sandbox.Limits(seconds=120, memory=2 << 30, file_bytes=1 << 20)
_FIELDS = "packet=stream_index,pts_time,dts_time,duration_time"
_QUARTER = 90


@dataclass(slots=True)
class Measured:
    """Packets of one stream: how many, and from when to when in seconds."""

    packets: int = 0
    begin: float | None = None
    end: float | None = None
    bytes: int = 0

    def add(self, when: float | None, lasts: float) -> None:
        """Count one packet; `when` is unknown in some old containers."""
        self.packets += 1
        if when is not None:
            self.begin = when if self.begin is None else min(self.begin, when)
            self.end = when + lasts if self.end is None else max(self.end, when + lasts)


@dataclass(frozen=True, slots=True)
class Source:
    """ffprobe's words (`format`, `streams`) with each stream's measurement."""

    container: str
    format: dict[str, Any]
    streams: list[dict[str, Any]]
    measured: dict[int, Measured] = field(default_factory=dict)

    @property
    def videos(self) -> list[dict[str, Any]]:
        """Streams of moving pictures; a cover picture is none, and neither is one without a size or a packet."""
        return [
            stream
            for stream in self.streams
            if stream.get("codec_type") == "video"
            and not stream.get("disposition", {}).get("attached_pic")
            and int(stream.get("width") or 0) > 0
            and stream["index"] in self.measured
            and stream.get("codec_name", "unknown") != "unknown"
        ]

    @property
    def audios(self) -> list[dict[str, Any]]:
        """Streams of sound that there is a decoder for."""
        return [
            stream
            for stream in self.streams
            if stream.get("codec_type") == "audio"
            and int(stream.get("channels") or 0) > 0
            and stream.get("codec_name", "unknown") != "unknown"
        ]

    def duration(self, stream: dict[str, Any]) -> float:
        """Seconds from the first packet to the end of the last one; what the container says where none has a time."""
        found = self.measured.get(stream["index"], Measured())
        if found.begin is not None and found.end is not None and found.end > found.begin:
            return found.end - found.begin
        rate = frame_rate(stream, found)
        if rate and found.packets:
            return float(found.packets / rate)
        return float(stream.get("duration") or self.format.get("duration") or 0)


def measure(file: Path, name: str) -> Source:
    """Open and count. `name` is how messages call the file.

    Raises `JobFailed` with 1010 where no permitted demuxer reads it, 1999 where that would take too much.
    """
    told: list[str] = []
    _probe(file, name, ("-show_format", "-show_streams", "-of", "json"), told.append)
    parsed = json.loads("\n".join(told) or "{}")
    form = parsed.get("format", {})
    source = Source(str(form.get("format_name", "")), form, parsed.get("streams", []))
    if not source.container:
        raise JobFailed(FILE_ACCESS, f"Unable to open input file [{name}]: [Failed probe/open: no container found]")
    _probe(file, name, ("-show_entries", _FIELDS, "-of", "csv=p=0"), lambda line: _count(source.measured, line))
    return source


def _probe(file: Path, name: str, asked: tuple[str, ...], each: Callable[[str], None]) -> None:
    words = (sandbox.program("ffprobe"), "-v", "error", *sandbox.RESTRICTED, *sandbox.GUARDS, *asked, f"file:{file}")
    ended = sandbox.run(words, file.parent, PROBE, each=each)
    if ended.timed_out or ended.status < 0:
        raise JobFailed(
            INTERNAL, f"Unable to open input file [{name}]: [probing took more time or memory than allowed]"
        )
    if ended.status:
        reason = plainly(ended.complaint, file)
        raise JobFailed(FILE_ACCESS, f"Unable to open input file [{name}]: [Failed probe/open: [{reason}]]")


def plainly(complaint: str, file: Path) -> str:
    """The last line of what a program complained about, without the places of this machine."""
    lines = [line for line in complaint.splitlines() if line.strip()] or ["No parser found for container"]
    return lines[-1].replace(f"file:{file}", file.name).replace(str(file.parent), ".").strip()[:300]


def _count(measured: dict[int, Measured], line: str) -> None:
    parts = line.split(",")
    if len(parts) < 4 or not parts[0].isdigit():  # noqa: PLR2004  # the four that were asked for
        return
    index, pts, dts, lasts = int(parts[0]), _seconds(parts[1]), _seconds(parts[2]), _seconds(parts[3])
    measured.setdefault(index, Measured()).add(pts if pts is not None else dts, lasts or 0.0)


def _seconds(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def fraction(text: object) -> Fraction | None:
    """`30000/1001` or `16:9` as a number; None for what says nothing (`0/0`, `N/A`)."""
    above, _, below = str(text or "").replace(":", "/").partition("/")
    try:
        found = Fraction(int(above), int(below or 1))
    except (ValueError, ZeroDivisionError):
        return None
    return found if found > 0 else None


def frame_rate(stream: dict[str, Any], measured: Measured) -> Fraction | None:
    """Frames per second: the stream's, unless the packets were counted and say otherwise."""
    nominal, average = fraction(stream.get("r_frame_rate")), fraction(stream.get("avg_frame_rate"))
    if nominal and average and abs(nominal - average) <= nominal / 50:
        return nominal
    if average is None and measured.packets > 1 and measured.begin is not None and measured.end is not None:
        average = Fraction(measured.packets / (measured.end - measured.begin)).limit_denominator(1001)
    return average or nominal


def rotation(stream: dict[str, Any]) -> int:
    """Degrees clockwise by which the picture is to be turned to stand upright: 0, 90, 180 or 270."""
    for side in stream.get("side_data_list", []):
        if "rotation" in side:
            turned = -float(side["rotation"]) % 360
            nearest = round(turned / _QUARTER) * _QUARTER
            return nearest % 360 if abs(turned - nearest) <= 1 else 0
    return 0


def pixel_aspect(stream: dict[str, Any]) -> Fraction:
    """Width of a pixel by its height; 1 where it is not said."""
    return fraction(stream.get("sample_aspect_ratio")) or Fraction(1)
