"""Settings of jobs as a caller writes them, and what a source was measured as."""

from __future__ import annotations

from typing import Any

from cdlc_localstack.mediaconvert.sources import Measured, Source


def rung(width: int, height: int, **h264: Any) -> dict[str, Any]:
    """One picture of a ladder."""
    settings = {
        "RateControlMode": "QVBR", "MaxBitrate": 800_000, "SceneChangeDetect": "DISABLED",
        "GopSize": 2, "GopSizeUnits": "SECONDS",
        "ParControl": "SPECIFIED", "ParNumerator": 1, "ParDenominator": 1, **h264,
    }  # fmt: skip
    video = {"Width": width, "Height": height, "CodecSettings": {"Codec": "H_264", "H264Settings": settings}}
    return {"NameModifier": f"_{height}p", "ContainerSettings": {"Container": "CMFC"}, "VideoDescription": video}


def sound(**aac: Any) -> dict[str, Any]:
    """The audio of a ladder."""
    settings = {"Bitrate": 96_000, "CodingMode": "CODING_MODE_2_0", "SampleRate": 48_000, **aac}
    audio = {"CodecSettings": {"Codec": "AAC", "AacSettings": settings}}
    return {"NameModifier": "_audio", "ContainerSettings": {"Container": "CMFC"}, "AudioDescriptions": [audio]}


def posters(**capture: Any) -> dict[str, Any]:
    """Frames as JPEG, in a group of their own."""
    codec = {"Codec": "FRAME_CAPTURE", "FrameCaptureSettings": {"FramerateNumerator": 1, **capture}}
    output = {"ContainerSettings": {"Container": "RAW"}, "VideoDescription": {"CodecSettings": codec}}
    kind = {"Type": "FILE_GROUP_SETTINGS", "FileGroupSettings": {"Destination": "s3://media/poster"}}
    return {"OutputGroupSettings": kind, "Outputs": [output]}


def ladder(*outputs: dict[str, Any], groups: tuple[dict[str, Any], ...] = (), **cmaf: Any) -> dict[str, Any]:
    """A job with one CMAF group."""
    given = {
        "FileInput": "s3://uploads/film.mp4",
        "AudioSelectors": {"Audio Selector 1": {"DefaultSelection": "DEFAULT"}},
        "VideoSelector": {"Rotate": "AUTO"},
    }
    kind = {"Destination": "s3://media/ladder/film", "SegmentLength": 6, "FragmentLength": 2, **cmaf}
    group = {
        "OutputGroupSettings": {"Type": "CMAF_GROUP_SETTINGS", "CmafGroupSettings": kind},
        "Outputs": list(outputs) or [rung(640, 360), rung(426, 240), sound()],
    }
    return {"Inputs": [given], "OutputGroups": [group, *groups]}


def source(width: int = 1280, height: int = 720, **stream: Any) -> Source:
    """Twelve seconds at 24 frames with stereo sound."""
    video = {
        "index": 0, "codec_type": "video", "codec_name": "h264", "width": width, "height": height,
        "r_frame_rate": "24/1", "avg_frame_rate": "24/1", **stream,
    }  # fmt: skip
    audio = {"index": 1, "codec_type": "audio", "codec_name": "aac", "channels": 2, "sample_rate": "48000"}
    measured = {0: Measured(288, 0.0, 12.0), 1: Measured(563, 0.0, 12.01)}
    return Source("mov,mp4", {}, [video, audio], measured)
