"""What a finished encoding consists of: the files to publish, in order, and what AWS tells about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cdlc_localstack.mediaconvert import boxes, encoding, playlists, streams
from cdlc_localstack.mediaconvert.plan import Grouping, Making, Plan

PLAYLIST = "application/vnd.apple.mpegurl"
_TYPES = {"CMFC": "video/mp4", "M3U8": "video/MP2T", "MP4": "video/mp4", "RAW": "image/jpeg"}
_LEGACY_GROUP = "program_audio"  # MediaConvert's name where the job gives none


@dataclass(frozen=True, slots=True)
class Upload:
    """One object: where it goes, its type, and its bytes: a part of a file or a text."""

    bucket: str
    key: str
    content_type: str
    file: Path | None = None
    offset: int = 0
    size: int = 0
    text: str = ""


@dataclass(slots=True)
class Published:
    """One output group: its uploads (playlists last, the multivariant one at the very end) and its details."""

    uploads: list[Upload] = field(default_factory=list)
    last: list[Upload] = field(default_factory=list)
    details: list[dict[str, Any]] = field(default_factory=list)
    kind: str = ""
    playlists: list[str] = field(default_factory=list)


def collect(plan: Plan, folder: Path) -> list[Published]:
    """Read what ffmpeg wrote. Raises `ValueError` or `OSError` where it is not what was ordered."""
    return [_group(plan, group, folder) for group in plan.groups]


def in_order(groups: list[Published]) -> Iterator[Upload]:
    """Media first, then the playlists of renditions, then what names those."""
    for group in groups:
        yield from group.uploads
    for group in groups:
        yield from group.last


def _group(plan: Plan, group: Grouping, folder: Path) -> Published:
    done = Published(kind=group.kind.removesuffix("_SETTINGS"))
    renditions = []
    for making in group.makings:
        match making.container:
            case "CMFC":
                renditions.append(_fragmented(done, group, making, folder))
            case "M3U8":
                renditions.append(_transport(done, group, making, folder))
            case _:
                _plain(done, plan, group, making, folder)
    if renditions:
        text = playlists.multivariant(renditions)
        done.last.append(_text(group, f"{group.base}.m3u8", text))
        done.playlists = [f"s3://{group.bucket}/{group.prefix}{group.base}.m3u8"]
    return done


def _fragmented(done: Published, group: Grouping, making: Making, folder: Path) -> playlists.Rendition:
    file = folder / f"{making.file}.mp4"
    read, extension = boxes.read(file), making.settings.get("Extension") or ("cmfv" if making.video else "cmfa")
    single = group.settings.get("SegmentControl") == "SINGLE_FILE"
    cut = playlists.segments(read, making.name, extension, group.segment, single=single)
    kind = "video/mp4" if making.video else "audio/mp4"
    init = f"{making.name}.{extension}" if single else f"{making.name}init.{extension}"
    parts = [(init, 0, file.stat().st_size if single else read.init)]
    parts += [] if single else [(segment.name, segment.offset, segment.size) for segment in cut]
    done.uploads += [_part(group, name, kind, file, offset, size) for name, offset, size in parts]
    rendition = _rendition(making, cut, (read.codec,), (init, read.init), single=single)
    return _told(done, group, making, rendition)


def _transport(done: Published, group: Grouping, making: Making, folder: Path) -> playlists.Rendition:
    extension = making.settings.get("Extension") or "ts"
    single = group.settings.get("SegmentControl") == "SINGLE_FILE"
    cut, names = [], {}
    for number, written in enumerate(streams.read(folder / f"{making.file}.m3u8"), start=1):
        name = f"{making.name}.{extension}" if single else f"{making.name}_{number:05}.{extension}"
        names[name] = folder / written.name
        cut.append(playlists.Segment(name, written.seconds, written.offset, written.size))
    done.uploads += [_part(group, name, _TYPES["M3U8"], file, 0, file.stat().st_size) for name, file in names.items()]
    codecs = [streams.codec(next(iter(names.values())))] if making.video else []
    codecs += ["mp4a.40.2"] if making.audio else []
    rendition = _rendition(making, tuple(cut), tuple(codecs), None, single=single)
    return _told(done, group, making, rendition)


def _rendition(
    making: Making,
    cut: tuple[playlists.Segment, ...],
    codecs: tuple[str, ...],
    init: tuple[str, int] | None,
    *,
    single: bool,
) -> playlists.Rendition:
    container = making.settings["ContainerSettings"]
    asked = (container.get("CmfcSettings") or {}) | (
        (making.settings.get("OutputSettings") or {}).get("HlsSettings") or {}
    )
    sets = asked.get("AudioRenditionSets") or _LEGACY_GROUP
    return playlists.Rendition(
        f"{making.name}.m3u8",
        cut,
        codecs,
        init,
        single,
        (making.picture.width, making.picture.height) if making.picture else None,
        making.rate,
        tuple(name.strip() for name in sets.split(",")),
        _alternate(making, asked) if making.audio and not making.video else None,
    )


def _alternate(making: Making, asked: dict[str, Any]) -> dict[str, Any]:
    audio = making.settings["AudioDescriptions"][0]
    track = asked.get("AudioTrackType", "ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT")
    return {
        "group": asked.get("AudioGroupId") or _LEGACY_GROUP,
        "label": audio.get("StreamName") or "Audio",
        "language": (audio.get("LanguageCode") or "").lower(),
        "default": "YES" if track == "ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT" else "NO",
        "auto": "NO" if track == "ALTERNATE_AUDIO_NOT_AUTO_SELECT" else "YES",
        "channels": encoding.channels(audio["CodecSettings"]["AacSettings"]),
    }


def _told(done: Published, group: Grouping, making: Making, rendition: playlists.Rendition) -> playlists.Rendition:
    """Add the rendition's playlist and its details."""
    done.last.append(_text(group, rendition.name, playlists.media(rendition)))
    detail = _detail(making, rendition.seconds)
    if group.kind == "HLS_GROUP_SETTINGS":
        detail["OutputFilePaths"] = [f"s3://{group.bucket}/{group.prefix}{rendition.name}"]
    done.details.append(detail)
    return rendition


def _plain(done: Published, plan: Plan, group: Grouping, making: Making, folder: Path) -> None:
    images = making.container == "RAW"
    extension = making.settings.get("Extension") or ("jpg" if images else "mp4")
    files = sorted(folder.glob(f"{making.file}.*.jpg" if images else f"{making.file}.mp4"))
    if not files:
        raise ValueError(f"{making.name}: nothing was written")
    names = [
        f"{making.name}.{file.suffixes[-2][1:]}.{extension}" if images else f"{making.name}.{extension}"
        for file in files
    ]
    for name, file in zip(names, files, strict=True):
        done.uploads.append(_part(group, name, _TYPES[making.container], file, 0, file.stat().st_size))
    detail = _detail(making, plan.seconds)
    detail["OutputFilePaths"] = [f"s3://{group.bucket}/{group.prefix}{names[-1]}"]
    done.details.append(detail)


def _detail(making: Making, seconds: float) -> dict[str, Any]:
    detail: dict[str, Any] = {"DurationInMs": round(seconds * 1000)}
    if making.picture:
        detail["VideoDetails"] = {"WidthInPx": making.picture.width, "HeightInPx": making.picture.height}
    return detail


def _part(group: Grouping, name: str, kind: str, file: Path, offset: int, size: int) -> Upload:  # noqa: PLR0913, PLR0917  # a row
    return Upload(group.bucket, f"{group.prefix}{name}", kind, file, offset, size)


def _text(group: Grouping, name: str, text: str) -> Upload:
    return Upload(group.bucket, f"{group.prefix}{name}", PLAYLIST, text=text)
