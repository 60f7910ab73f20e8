"""HLS playlists (RFC 8216) from what was really written: lengths and bytes are measured, not intended."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cdlc_localstack.mediaconvert.boxes import Fragment, Fragmented


@dataclass(frozen=True, slots=True)
class Segment:
    """Seconds and bytes of one segment; `name` of its file, `offset` of its first byte in that file."""

    name: str
    seconds: float
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Rendition:
    """One media playlist. `init` (name, bytes) is what players need before the first segment."""

    name: str
    segments: tuple[Segment, ...]
    codecs: tuple[str, ...]
    init: tuple[str, int] | None = None
    single: bool = False
    picture: tuple[int, int] | None = None
    rate: Fraction | None = None
    audio_groups: tuple[str, ...] = ()
    audio: dict[str, Any] | None = None

    @property
    def seconds(self) -> float:
        return sum(segment.seconds for segment in self.segments)

    @property
    def peak(self) -> int:
        """Bits per second of the densest segment; one of less than half the length says little (RFC 8216, 4.1)."""
        longest = max(segment.seconds for segment in self.segments)
        return max(math.ceil(each.size * 8 / each.seconds) for each in self.segments if each.seconds * 2 >= longest)

    @property
    def average(self) -> int:
        """Bits per second over all."""
        return math.ceil(sum(segment.size for segment in self.segments) * 8 / self.seconds)


def cut(fragments: tuple[Fragment, ...], scale: int, length: int) -> list[list[Fragment]]:
    """Fragments by segment: a new one begins at the first key frame at or after each multiple of `length` seconds."""
    found: list[list[Fragment]] = []
    due = 0
    for fragment in fragments:
        at = fragment.begin - fragments[0].begin
        if not found or (fragment.sync and at >= due * scale):
            found.append([])
            due = (math.floor(at / scale / length) + 1) * length
        found[-1].append(fragment)
    return found


def segments(file: Fragmented, base: str, extension: str, length: int, *, single: bool) -> tuple[Segment, ...]:
    """The segments of a fragmented file, under the names that MediaConvert gives them."""
    return tuple(
        Segment(
            f"{base}.{extension}" if single else f"{base}_{number:09}.{extension}",
            sum(fragment.lasts for fragment in part) / file.scale,
            part[0].offset,
            sum(fragment.size for fragment in part),
        )
        for number, part in enumerate(cut(file.fragments, file.scale, length), start=1)
    )


def media(rendition: Rendition) -> str:
    """The playlist of one rendition."""
    longest = max((segment.seconds for segment in rendition.segments), default=1)
    lines = [
        "#EXTM3U",
        f"#EXT-X-VERSION:{6 if rendition.init else 4}",
        f"#EXT-X-TARGETDURATION:{math.ceil(longest - 0.0005)}",
        "#EXT-X-MEDIA-SEQUENCE:1",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
    ]
    if rendition.init:
        name, size = rendition.init
        lines.append(f'#EXT-X-MAP:URI="{name}"' + (f',BYTERANGE="{size}@0"' if rendition.single else ""))
    for segment in rendition.segments:
        lines.append(f"#EXTINF:{segment.seconds:.6f},")
        if rendition.single:
            lines.append(f"#EXT-X-BYTERANGE:{segment.size}@{segment.offset}")
        lines.append(segment.name)
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def multivariant(renditions: list[Rendition]) -> str:
    """The playlist of playlists: alternate audio first, then the variants in the order of the job."""
    audios = [each for each in renditions if each.audio]
    lines = ["#EXTM3U", "#EXT-X-VERSION:6", "#EXT-X-INDEPENDENT-SEGMENTS"]
    lines += [_alternate(each.audio, each.name) for each in audios if each.audio]
    for each in (each for each in renditions if each.picture):
        sounds = [audio for audio in audios if audio.audio and audio.audio["group"] in each.audio_groups]
        for group in _groups(sounds) or [None]:
            lines += [_variant(each, [a for a in sounds if a.audio and a.audio["group"] == group], group), each.name]
    return "\n".join([*lines, ""])


def _groups(sounds: list[Rendition]) -> list[str | None]:
    return list(dict.fromkeys(str(each.audio["group"]) for each in sounds if each.audio))


def _alternate(audio: dict[str, Any], name: str) -> str:
    language = f'LANGUAGE="{audio["language"]}",' if audio["language"] else ""
    return (
        f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{audio["group"]}",{language}NAME="{audio["label"]}",'
        f'DEFAULT={audio["default"]},AUTOSELECT={audio["auto"]},CHANNELS="{audio["channels"]}",URI="{name}"'
    )


def _variant(rendition: Rendition, sounds: list[Rendition], group: str | None) -> str:
    """One variant. Its bandwidth is that of the picture with the heaviest sound of its group."""
    peak = rendition.peak + max((each.peak for each in sounds), default=0)
    average = rendition.average + max((each.average for each in sounds), default=0)
    codecs = dict.fromkeys([*rendition.codecs, *(codec for each in sounds for codec in each.codecs)])
    width, height = rendition.picture or (0, 0)
    rate = f",FRAME-RATE={float(rendition.rate):.3f}" if rendition.rate else ""
    audio = f',AUDIO="{group}"' if group else ""
    return (
        f"#EXT-X-STREAM-INF:BANDWIDTH={peak},AVERAGE-BANDWIDTH={average},"
        f'CODECS="{",".join(codecs)}",RESOLUTION={width}x{height}{rate}{audio}'
    )
