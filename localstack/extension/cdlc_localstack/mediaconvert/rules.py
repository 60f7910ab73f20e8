"""What must go together in a job: the refusals that no single setting explains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from cdlc_localstack.mediaconvert.accepted import SETTINGS
from cdlc_localstack.mediaconvert.checking import complaints
from cdlc_localstack.mediaconvert.faults import Refused

_SETTINGS_OF = {
    "CMAF_GROUP_SETTINGS": "CmafGroupSettings",
    "HLS_GROUP_SETTINGS": "HlsGroupSettings",
    "FILE_GROUP_SETTINGS": "FileGroupSettings",
}
_CONTAINERS = {"CMAF_GROUP_SETTINGS": ("CMFC",), "HLS_GROUP_SETTINGS": ("M3U8",), "FILE_GROUP_SETTINGS": ("MP4", "RAW")}


def check(settings: dict[str, Any]) -> None:
    """Raise `Refused` with everything that is not carried out, each by its path."""
    found = list(complaints(settings, SETTINGS)) or list(_together(settings))
    if found:
        raise Refused(" | ".join(found))


def group_settings(group: dict[str, Any]) -> dict[str, Any]:
    """The settings of the group's own type."""
    settings: dict[str, Any] = group["OutputGroupSettings"][_SETTINGS_OF[group["OutputGroupSettings"]["Type"]]]
    return settings


def _together(settings: dict[str, Any]) -> Iterator[str]:
    inputs, groups = settings.get("Inputs") or [], settings.get("OutputGroups") or []
    if not inputs:
        yield "/inputs: Value is required"
    elif not inputs[0].get("FileInput"):
        yield "/inputs/0/fileInput: Value is required"
    if not groups:
        yield "/outputGroups: Value is required"
    selectors = set(inputs[0].get("AudioSelectors") or {}) if inputs else set()
    for number, group in enumerate(groups):
        yield from _group(group, f"/outputGroups/{number}", selectors)
    codecs = {_codec(output) for group in groups for output in group.get("Outputs", [])}
    if groups and codecs == {"FRAME_CAPTURE"}:
        yield "/outputGroups: a job with a frame capture output needs another output beside it"


def _group(group: dict[str, Any], path: str, selectors: set[str]) -> Iterator[str]:
    kinds = group.get("OutputGroupSettings") or {}
    kind = kinds.get("Type")
    own = _SETTINGS_OF.get(str(kind), "")
    if not kind:
        yield f"{path}/outputGroupSettings/type: Value is required"
        return
    place = f"{path}/outputGroupSettings/{own[:1].lower()}{own[1:]}"
    if not (kinds.get(own) or {}).get("Destination"):
        yield f"{place}/destination: Value is required"
    if other := sorted(set(kinds) - {"Type", own}):
        yield f"{path}/outputGroupSettings/{other[0][:1].lower()}{other[0][1:]}: Should not be present beside {kind}"
    outputs = group.get("Outputs") or []
    if not outputs:
        yield f"{path}/outputs: Value is required"
    names = Counter((output.get("NameModifier"), output.get("Extension")) for output in outputs)
    for number, output in enumerate(outputs):
        where = f"{path}/outputs/{number}"
        if kind != "FILE_GROUP_SETTINGS" and not output.get("NameModifier"):
            yield f"{where}/nameModifier: Value is required"
        elif names[output.get("NameModifier"), output.get("Extension")] > 1:
            yield f"{where}/nameModifier: Should be unique within the output group"
        yield from _output(output, kind, where, selectors)


def _output(output: dict[str, Any], kind: str, path: str, selectors: set[str]) -> Iterator[str]:
    video, audios = output.get("VideoDescription"), output.get("AudioDescriptions") or []
    container = (output.get("ContainerSettings") or {}).get("Container")
    if container not in _CONTAINERS[kind]:
        yield f"{path}/containerSettings/container: Should be {' or '.join(_CONTAINERS[kind])} in {kind}"
    if not video and not audios:
        yield f"{path}: Should have a videoDescription or audioDescriptions"
    if kind == "CMAF_GROUP_SETTINGS" and video and audios:
        yield f"{path}: CMAF outputs hold either video or audio; put the audio into an output of its own"
    if (_codec(output) == "FRAME_CAPTURE") != (container == "RAW"):
        yield f"{path}/containerSettings/container: RAW and FRAME_CAPTURE go together"
    if video:
        yield from _video(video, f"{path}/videoDescription")
    for number, audio in enumerate(audios):
        yield from _audio(audio, f"{path}/audioDescriptions/{number}", selectors)


def _codec(output: dict[str, Any]) -> str | None:
    codec: str | None = ((output.get("VideoDescription") or {}).get("CodecSettings") or {}).get("Codec")
    return codec


def _video(video: dict[str, Any], path: str) -> Iterator[str]:
    codec = video.get("CodecSettings") or {}
    for name in ("Width", "Height"):
        if (video.get(name) or 0) % 2:
            yield f"{path}/{name.lower()}: Should be an even number"
    if not codec.get("Codec"):
        yield f"{path}/codecSettings/codec: Value is required"
    elif codec["Codec"] == "H_264":
        yield from _h264(codec.get("H264Settings") or {}, f"{path}/codecSettings/h264Settings")


def _h264(settings: dict[str, Any], path: str) -> Iterator[str]:
    mode = settings.get("RateControlMode")
    needed = {"QVBR": ["MaxBitrate"], "VBR": ["Bitrate"], "CBR": ["Bitrate"]}.get(str(mode), ["RateControlMode"])
    if mode == "QVBR" and "Bitrate" in settings:
        yield f"{path}/bitrate: Should not be present with rate control mode QVBR"
    if mode in ("CBR", "VBR") and "QvbrSettings" in settings:
        yield f"{path}/qvbrSettings: Should only be present with rate control mode QVBR"
    if settings.get("FramerateControl") == "SPECIFIED":
        needed += ["FramerateNumerator", "FramerateDenominator"]
    if settings.get("ParControl") == "SPECIFIED":
        needed += ["ParNumerator", "ParDenominator"]
    if settings.get("GopSizeUnits") in ("FRAMES", "SECONDS"):
        needed += ["GopSize"]
    for name in needed:
        if not settings.get(name):
            yield f"{path}/{name[0].lower()}{name[1:]}: Value is required"


def _audio(audio: dict[str, Any], path: str, selectors: set[str]) -> Iterator[str]:
    codec = audio.get("CodecSettings") or {}
    if not codec.get("Codec"):
        yield f"{path}/codecSettings/codec: Value is required"
    aac = codec.get("AacSettings") or {}
    for name in ("Bitrate", "CodingMode", "SampleRate"):
        if not aac.get(name):
            yield f"{path}/codecSettings/aacSettings/{name[0].lower()}{name[1:]}: Value is required"
    if audio.get("AudioSourceName", "Audio Selector 1") not in selectors:
        yield f"{path}/audioSourceName: names no audio selector of the input"
