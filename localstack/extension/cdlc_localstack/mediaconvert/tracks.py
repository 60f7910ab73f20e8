"""What was measured in a file, in the words of MediaConvert's Probe."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from cdlc_localstack.mediaconvert.sources import Measured, Source, frame_rate, pixel_aspect, rotation

_FORMATS = {
    "matroska": "matroska",
    "avi": "avi",
    "mpegts": "mpegts",
    "mxf": "mxf",
    "mpeg": "mpegps",
    "mpegvideo": "mpegvideo",
}
_CODECS = {
    "aac": "AAC", "ac3": "AC3", "eac3": "EAC3", "flac": "FLAC", "mp3": "MP3", "opus": "OPUS", "vorbis": "VORBIS",
    "av1": "AV1", "h264": "AVC", "hevc": "HEVC", "jpeg2000": "JPEG2000", "mjpeg": "MJPEG", "mpeg4": "MP4V",
    "mpeg2video": "MPEG2", "prores": "PRORES", "theora": "THEORA", "vp8": "VP8", "vp9": "VP9",
}  # fmt: skip
_PRIMARIES = {
    "bt709": "ITU_709",
    "bt470m": "ITU_470M",
    "bt470bg": "ITU_470BG",
    "smpte170m": "SMPTE_170M",
    "bt2020": "ITU_2020",
}
_TRANSFERS = {"bt709": "ITU_709", "smpte170m": "SMPTE_170M", "smpte2084": "SMPTE_2084", "arib-std-b67": "ARIB_B67"}
_MATRICES = {"bt709": "ITU_709", "bt470bg": "ITU_470BG", "smpte170m": "SMPTE_170M", "bt2020nc": "ITU_2020_NCL"}


def container(source: Source) -> dict[str, Any]:
    """Format, duration and tracks; duration is that of the longest track.

    A track without a packet is left out, unless its header says that it lasts: then the file is cut off before it.
    """
    used = [
        stream
        for stream in source.streams
        if stream["index"] in source.measured or not source.measured or _lasts(stream)
    ]
    found = [_track(source, stream, number) for number, stream in enumerate(used, start=1)]
    longest = max((track["Duration"] for track in found if "Duration" in track), default=0.0)
    return {"Format": form(source), "Duration": longest, "Tracks": found}


def form(source: Source) -> str:
    """The container's name in AWS's words; formats that AWS's list lacks keep ffmpeg's."""
    names = source.container.split(",")
    if "mov" in names:
        brand = str(source.format.get("tags", {}).get("major_brand", "")).strip()
        return "quicktime" if brand == "qt" else "mp4"
    if "matroska" in names:
        webm = {"vp8", "vp9", "av1", "vorbis", "opus"} >= {str(stream.get("codec_name")) for stream in source.streams}
        return "webm" if webm else "matroska"
    return _FORMATS.get(names[0], names[0])


def mappings(tracks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Which tracks are pictures, sound and data: one program."""
    of = {
        kind: [track["Index"] for track in tracks if track["TrackType"] == kind] for kind in ("video", "audio", "data")
    }
    return [{"VideoTrackIndexes": of["video"], "AudioTrackIndexes": of["audio"], "DataTrackIndexes": of["data"]}]


def _lasts(stream: dict[str, Any]) -> bool:
    try:
        return float(stream.get("duration", 0)) > 0
    except ValueError:
        return False


def _track(source: Source, stream: dict[str, Any], index: int) -> dict[str, Any]:
    kind = stream.get("codec_type")
    track: dict[str, Any] = {
        "Index": index,
        "TrackType": kind if kind in ("video", "audio") else "data",
        "Codec": _codec(str(stream.get("codec_name", ""))),
        "Duration": round(source.duration(stream), 6),
    }
    if kind == "video":
        track["VideoProperties"] = _video(source, stream)
    elif kind == "audio":
        track["AudioProperties"] = _audio(stream)
    else:
        track["DataProperties"] = _language(stream)
    return track


def _codec(name: str) -> str:
    return "PCM" if name.startswith("pcm_") else _CODECS.get(name, "UNKNOWN")


def _video(source: Source, stream: dict[str, Any]) -> dict[str, Any]:
    rate = frame_rate(stream, source.measured.get(stream["index"], Measured())) or Fraction(0)
    deep, pixel = str(stream.get("pix_fmt", "")), pixel_aspect(stream)
    return {
        "Width": int(stream.get("width") or 0),
        "Height": int(stream.get("height") or 0),
        "FrameRate": {"Numerator": rate.numerator, "Denominator": rate.denominator},
        "SampleAspectRatio": {"Numerator": pixel.numerator, "Denominator": pixel.denominator},
        "Rotation": rotation(stream),
        "BitDepth": 12 if "12" in deep else 10 if "10" in deep else 8,
        **_bit_rate(stream),
        "ColorPrimaries": _PRIMARIES.get(str(stream.get("color_primaries")), "UNSPECIFIED"),
        "TransferCharacteristics": _TRANSFERS.get(str(stream.get("color_transfer")), "UNSPECIFIED"),
        "MatrixCoefficients": _MATRICES.get(str(stream.get("color_space")), "UNSPECIFIED"),
    }


def _audio(stream: dict[str, Any]) -> dict[str, Any]:
    return {
        "Channels": int(stream.get("channels") or 0),
        "SampleRate": int(stream.get("sample_rate") or 0),
        "BitDepth": int(stream.get("bits_per_raw_sample") or stream.get("bits_per_sample") or 0),
        **_bit_rate(stream),
        **_language(stream),
    }


def _bit_rate(stream: dict[str, Any]) -> dict[str, int]:
    return {"BitRate": int(stream["bit_rate"])} if str(stream.get("bit_rate", "")).isdigit() else {}


def _language(stream: dict[str, Any]) -> dict[str, str]:
    language = str(stream.get("tags", {}).get("language", "und"))
    return {} if language == "und" else {"LanguageCode": language.upper()}
