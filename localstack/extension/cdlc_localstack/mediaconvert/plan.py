"""What one job makes of one source: its outputs, each with its files' names and ffmpeg's words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cdlc_localstack.mediaconvert import encoding, geometry
from cdlc_localstack.mediaconvert.faults import DAMAGED, NO_STREAM, JobFailed
from cdlc_localstack.mediaconvert.rules import group_settings
from cdlc_localstack.mediaconvert.sandbox import MAX_PIXELS
from cdlc_localstack.mediaconvert.sources import Measured, Source, frame_rate, pixel_aspect, rotation

DEFAULT_SEGMENT = 10
DEFAULT_FRAGMENT = 2
_LOOSE = {"tt", "bb", "tb", "bt"}  # ffprobe's names of interlaced field orders


@dataclass(frozen=True, slots=True)
class Making:
    """One output. `file` is its name in the job's folder, `name` its base name at the destination."""

    group: int
    number: int
    name: str
    settings: dict[str, Any]
    filters: tuple[str, ...] = ()
    video: tuple[str, ...] = ()
    audio: tuple[str, ...] = ()
    audio_stream: int | None = None
    picture: geometry.Picture | None = None
    rate: Fraction | None = None

    @property
    def file(self) -> str:
        return f"{self.group}-{self.number}"

    @property
    def container(self) -> str:
        container: str = self.settings["ContainerSettings"]["Container"]
        return container


@dataclass(frozen=True, slots=True)
class Grouping:
    """One output group: its type, `s3://bucket/folder/`, the base name of its files, its settings."""

    kind: str
    bucket: str
    prefix: str
    base: str
    settings: dict[str, Any]
    makings: tuple[Making, ...]

    @property
    def segment(self) -> int:
        """Seconds per segment."""
        return int(self.settings.get("SegmentLength", DEFAULT_SEGMENT))

    @property
    def fragment(self) -> int:
        """Seconds per fragment inside a segment."""
        return int(self.settings.get("FragmentLength", DEFAULT_FRAGMENT))


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole job: which video stream, how it is turned first, what is made of it."""

    stream: int
    first: tuple[str, ...]
    seconds: float
    groups: tuple[Grouping, ...]

    @property
    def makings(self) -> tuple[Making, ...]:
        return tuple(making for group in self.groups for making in group.makings)


def location(url: str) -> tuple[str, str]:
    """(bucket, key) of an `s3://` address."""
    bucket, _, key = url.removeprefix("s3://").partition("/")
    return bucket, key


def plan(settings: dict[str, Any], source: Source) -> Plan:
    """What to make. Raises `JobFailed` with 1030 where the source lacks what the job asks for."""
    given = settings["Inputs"][0]
    if not source.videos:
        raise _no_picture(source, given["FileInput"])
    stream = source.videos[0]
    if int(stream["width"]) * int(stream["height"]) > MAX_PIXELS:
        raise JobFailed(
            NO_STREAM,
            f"Input [{given['FileInput']}] has an unsupported resolution: {stream['width']}x{stream['height']}",
        )
    degrees = geometry.turn((given.get("VideoSelector") or {}).get("Rotate", "DEGREE_0"), rotation(stream))
    raw = geometry.Picture(int(stream["width"]), int(stream["height"]), pixel_aspect(stream))
    first = (*(("yadif=deint=interlaced",) if stream.get("field_order") in _LOOSE else ()), *geometry.TURNS[degrees])
    view = _View(given, source, geometry.upright(raw, degrees), _rate(source, stream))
    groups = tuple(_group(view, number, group) for number, group in enumerate(settings["OutputGroups"]))
    return Plan(stream["index"], first, source.duration(stream), groups)


def _no_picture(source: Source, url: str) -> JobFailed:
    """A stream that states frames and holds none is damaged; otherwise there is none."""
    if any(int(stream.get("nb_frames") or 0) > 1 and stream.get("codec_type") == "video" for stream in source.streams):
        return JobFailed(DAMAGED, f"Failed to decode input [{url}]: [not one frame of its video stream is in the file]")
    return JobFailed(NO_STREAM, f"No video stream that can be decoded was found in input [{url}]")


@dataclass(frozen=True, slots=True)
class _View:
    given: dict[str, Any]
    source: Source
    picture: geometry.Picture
    rate: Fraction


def _rate(source: Source, stream: dict[str, Any]) -> Fraction:
    found = frame_rate(stream, source.measured.get(stream["index"], Measured()))
    return min(found or Fraction(25), Fraction(120))


def _group(view: _View, number: int, group: dict[str, Any]) -> Grouping:
    settings = group_settings(group)
    bucket, key = location(settings["Destination"])
    folder, _, base = key.rpartition("/")
    base = base or re.sub(r"\.[^.]*$", "", location(view.given["FileInput"])[1].rpartition("/")[2])
    kind = group["OutputGroupSettings"]["Type"]
    exact = kind != "FILE_GROUP_SETTINGS" and settings.get("SegmentLengthControl", "EXACT") == "EXACT"
    segment = int(settings.get("SegmentLength", DEFAULT_SEGMENT)) if exact else None  # else the GOP alone decides
    makings = tuple(
        _making(view, (number, each), f"{base}{output.get('NameModifier', '')}", output, segment)
        for each, output in enumerate(group["Outputs"])
    )
    return Grouping(kind, bucket, f"{folder}/" if folder else "", base, settings, makings)


def _making(view: _View, place: tuple[int, int], name: str, output: dict[str, Any], segment: int | None) -> Making:
    video, audios = output.get("VideoDescription"), output.get("AudioDescriptions") or []
    words: dict[str, Any] = {}
    if audios:
        audio = audios[0]
        words["audio"] = encoding.aac(audio["CodecSettings"]["AacSettings"])
        words["audio_stream"] = _audio_stream(view, audio.get("AudioSourceName", "Audio Selector 1"))
    if video:
        words |= _video(view, video, segment)
    return Making(*place, name, output, **words)


def _video(view: _View, video: dict[str, Any], segment: int | None) -> dict[str, Any]:
    codec = video["CodecSettings"]
    behavior = video.get("ScalingBehavior", "DEFAULT")
    if codec["Codec"] == "FRAME_CAPTURE":
        capture = codec.get("FrameCaptureSettings") or {}
        picture = geometry.wanted(view.picture, video, Fraction(1))
        shaped = geometry.filters(view.picture, picture, behavior)
        chain = (encoding.capture(capture), *shaped, "scale=out_range=full", "format=yuvj420p")
        return {"filters": chain, "video": encoding.jpeg(capture), "picture": picture}
    settings = codec.get("H264Settings") or {}
    pixel = None
    if settings.get("ParControl") == "SPECIFIED":
        pixel = Fraction(settings["ParNumerator"], settings["ParDenominator"])
    picture, rate = geometry.wanted(view.picture, video, pixel), encoding.frame_rate(settings, view.rate)
    shaped = geometry.filters(view.picture, picture, behavior)
    chain = (f"fps={rate.numerator}/{rate.denominator}", *shaped, "format=yuv420p")
    return {"filters": chain, "video": encoding.h264(settings, rate, segment), "picture": picture, "rate": rate}


def _audio_stream(view: _View, name: str) -> int:
    selector, audios = view.given["AudioSelectors"][name], view.source.audios
    track = (selector.get("Tracks") or [1])[0]
    if len(audios) < track:
        found = f"it has {len(audios)}"
        raise JobFailed(
            NO_STREAM, f"Audio selector [{name}] asks for track {track} of input [{view.given['FileInput']}]: {found}"
        )
    return int(audios[track - 1]["index"])
