"""What MediaConvert's Probe says of an uploaded file, as the ladder needs it: upright, in square pixels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from media._domain.refusals import NoVideoStream, UnreadableContainer

_FASTEST = Fraction(120)  # frames a second; what claims more is a time base, not a rate
_USUAL = Fraction(25)
_TURNED = (90, 270)


@dataclass(frozen=True, slots=True)
class Source:
    """`width` and `height` as shown, in square pixels; `duration_s` as stated by the file, None where it does not."""

    width: int
    height: int
    frame_rate: Fraction
    duration_s: float | None
    has_audio: bool


def source_of(probe_results: Sequence[Mapping[str, Any]]) -> Source:
    """Read Probe's answer. Raises `UnreadableContainer`, `NoVideoStream`."""
    container = (probe_results[0].get("Container") if probe_results else None) or {}
    tracks = container.get("Tracks") or []
    if not tracks:
        raise UnreadableContainer("no container that is known, or nothing in it")
    videos = [track for track in tracks if track.get("TrackType") == "video" and _pictured(track)]
    if not videos:
        raise NoVideoStream("no stream of the file holds a readable picture")
    picture = videos[0]["VideoProperties"]
    width, height = _shown(picture)
    duration = videos[0].get("Duration") or container.get("Duration")
    has_audio = any(track.get("TrackType") == "audio" for track in tracks)
    return Source(width, height, _rate(picture), duration, has_audio)


def _pictured(track: Mapping[str, Any]) -> bool:
    """A size, and a length that is not stated as nothing."""
    picture = track.get("VideoProperties") or {}
    return bool(picture.get("Width") and picture.get("Height")) and track.get("Duration") != 0


def _shown(picture: Mapping[str, Any]) -> tuple[int, int]:
    """Width and height as a viewer sees them. Pixels that are not square are stretched, so that none is lost."""
    width, height = Fraction(picture["Width"]), Fraction(picture["Height"])
    inner = picture.get("CodecMetadata") or {}  # the container's word counts before the picture data's
    aspect = _fraction(picture.get("SampleAspectRatio")) or _fraction(inner.get("SampleAspectRatio")) or Fraction(1)
    width, height = (width * aspect, height) if aspect >= 1 else (width, height / aspect)
    if (picture.get("Rotation") or inner.get("Rotation") or 0) % 360 in _TURNED:
        width, height = height, width
    return round(width), round(height)


def _rate(picture: Mapping[str, Any]) -> Fraction:
    rate = _fraction(picture.get("FrameRate"))
    return rate if rate is not None and rate <= _FASTEST else _USUAL


def _fraction(value: Mapping[str, Any] | None) -> Fraction | None:
    if not value or not value.get("Denominator") or not value.get("Numerator"):
        return None
    return Fraction(value["Numerator"], value["Denominator"])
