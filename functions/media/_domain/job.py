"""The job that MediaConvert is given: CMAF with HLS, one video output a rung and one of sound, and frames as posters.

Key frames stand at the same frames in every rung (a fixed, closed GOP without scene changes), so a player can change
rungs at each segment. https://docs.aws.amazon.com/mediaconvert/latest/apireference/jobs.html
"""

from math import ceil
from typing import Any

from media._domain.ladder import Ladder, Rung
from media._domain.source import Source

PLAYLIST, PREFIX = "main", "assets/"
SEGMENT_SECONDS = 4
POSTERS = 10
_POSTER_QUALITY, _POSTER_SIDE = 85, 720
_AUDIO = "Sound"


def prefix_of(asset_id: str) -> str:
    """Everything of an asset lies under this prefix of the bucket of media."""
    return f"{PREFIX}{asset_id}/"


def settings(source: Source, ladder: Ladder, source_url: str, target_url: str) -> dict[str, Any]:
    """`Settings` of CreateJob; both URLs are `s3://`, the target is the prefix with its slash."""
    file_input: dict[str, Any] = {"FileInput": source_url, "TimecodeSource": "ZEROBASED"}
    file_input["VideoSelector"] = {"Rotate": "AUTO"}
    if source.has_audio:
        file_input["AudioSelectors"] = {_AUDIO: {"DefaultSelection": "DEFAULT"}}
    groups = [_renditions(source, ladder, target_url), _posters(source, ladder, target_url)]
    return {"TimecodeConfig": {"Source": "ZEROBASED"}, "Inputs": [file_input], "OutputGroups": groups}


def _renditions(source: Source, ladder: Ladder, target_url: str) -> dict[str, Any]:
    outputs = [_video(rung, ladder, with_audio=source.has_audio) for rung in ladder.rungs]
    cmaf = {
        "Destination": f"{target_url}{PLAYLIST}",
        "SegmentControl": "SEGMENTED_FILES",
        "SegmentLength": SEGMENT_SECONDS,
        "SegmentLengthControl": "GOP_MULTIPLE",
        "FragmentLength": SEGMENT_SECONDS,
        "WriteHlsManifest": "ENABLED",
        "WriteDashManifest": "DISABLED",
        "ManifestDurationFormat": "FLOATING_POINT",
        "CodecSpecification": "RFC_6381",
        "StreamInfResolution": "INCLUDE",
    }
    return {
        "Name": "Renditions",
        "OutputGroupSettings": {"Type": "CMAF_GROUP_SETTINGS", "CmafGroupSettings": cmaf},
        "Outputs": [*outputs, *([_sound()] if source.has_audio else [])],
    }


def _video(rung: Rung, ladder: Ladder, *, with_audio: bool) -> dict[str, Any]:
    encoding = {
        "RateControlMode": "QVBR",
        "QvbrSettings": {"QvbrQualityLevel": rung.quality},
        "MaxBitrate": rung.max_bits,
        "QualityTuningLevel": "SINGLE_PASS_HQ",
        "CodecProfile": "HIGH",
        "GopSizeUnits": "FRAMES",
        "GopSize": ladder.gop_frames,
        "GopClosedCadence": 1,
        "MinIInterval": 0,
        "SceneChangeDetect": "DISABLED",
        "InterlaceMode": "PROGRESSIVE",
        "FramerateControl": "SPECIFIED",
        "FramerateNumerator": ladder.frame_rate.numerator,
        "FramerateDenominator": ladder.frame_rate.denominator,
        "ParControl": "SPECIFIED",
        "ParNumerator": 1,
        "ParDenominator": 1,
    }
    cmfc = {"CmfcSettings": {"AudioGroupId": "sound", "AudioRenditionSets": "sound"}} if with_audio else {}
    return {
        "NameModifier": f"_{rung.name}",
        "ContainerSettings": {"Container": "CMFC", **cmfc},
        "VideoDescription": {
            "Width": rung.width,
            "Height": rung.height,
            "ScalingBehavior": "STRETCH_TO_OUTPUT",  # the shape is kept by the plan, to the even pixel
            "CodecSettings": {"Codec": "H_264", "H264Settings": encoding},
        },
    }


def _sound() -> dict[str, Any]:
    encoding = {"RateControlMode": "CBR", "Bitrate": 128_000, "CodingMode": "CODING_MODE_2_0", "SampleRate": 48_000}
    track = {"AudioGroupId": "sound", "AudioTrackType": "ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT"}
    return {
        "NameModifier": "_sound",
        "ContainerSettings": {"Container": "CMFC", "CmfcSettings": track},
        "AudioDescriptions": [
            {
                "AudioSourceName": _AUDIO,
                "CodecSettings": {"Codec": "AAC", "AacSettings": {"CodecProfile": "LC", **encoding}},
            }
        ],
    }


def _posters(source: Source, ladder: Ladder, target_url: str) -> dict[str, Any]:
    """One frame at the beginning and then one every `seconds`, `POSTERS` at most."""
    seconds = max(1, ceil((source.duration_s or 1) / POSTERS))
    fitting = [rung for rung in ladder.rungs if min(rung.width, rung.height) <= _POSTER_SIDE]
    size = (fitting or ladder.rungs)[0]
    capture = {"FramerateNumerator": 1, "FramerateDenominator": seconds, "MaxCaptures": POSTERS}
    codec = {"Codec": "FRAME_CAPTURE", "FrameCaptureSettings": {**capture, "Quality": _POSTER_QUALITY}}
    picture = {"Width": size.width, "Height": size.height, "ScalingBehavior": "STRETCH_TO_OUTPUT"}
    return {
        "Name": "Posters",
        "OutputGroupSettings": {
            "Type": "FILE_GROUP_SETTINGS",
            "FileGroupSettings": {"Destination": f"{target_url}posters/poster"},
        },
        "Outputs": [
            {"ContainerSettings": {"Container": "RAW"}, "VideoDescription": {**picture, "CodecSettings": codec}}
        ],
    }
