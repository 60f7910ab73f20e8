"""MediaConvert's codec settings in ffmpeg's words."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

# The encoder's effort. Single pass HQ is MediaConvert's default, as `veryfast` is this machine's measure of it.
PRESETS = {"SINGLE_PASS": "ultrafast", "SINGLE_PASS_HQ": "veryfast"}
THREADS = 2  # per encoder: the outputs of a job are encoded side by side
AUTO_GOP_SECONDS = 2
_STRENGTHS = {"LOW": "0.6", "MEDIUM": "0.8", "HIGH": "1.0", "HIGHER": "1.2", "MAX": "1.4"}
_CHANNELS = {"CODING_MODE_1_0": 1, "CODING_MODE_2_0": 2, "CODING_MODE_5_1": 6}
_STANDARD_RATES = (
    *(Fraction(rate, 1001) for rate in (24_000, 30_000, 60_000)),
    *(Fraction(rate) for rate in (24, 25, 30, 50, 60)),
)


def frame_rate(settings: dict[str, Any], source: Fraction) -> Fraction:
    """Frames per second of the output; a source's odd rate becomes the standard one beside it, if there is one."""
    if settings.get("FramerateControl") == "SPECIFIED":
        return Fraction(settings["FramerateNumerator"], settings["FramerateDenominator"])
    near = [rate for rate in _STANDARD_RATES if abs(rate - source) <= rate / 1000]
    return min(near, key=lambda rate: abs(rate - source)) if near else source.limit_denominator(1001)


def gop(settings: dict[str, Any], rate: Fraction) -> int:
    """Frames from one key frame to the next; AUTO is two seconds."""
    size, units = settings.get("GopSize") or 0, settings.get("GopSizeUnits", "AUTO")
    if units == "FRAMES":
        return max(1, round(size))
    return max(1, round((size if units == "SECONDS" else AUTO_GOP_SECONDS) * rate))


def h264(settings: dict[str, Any], rate: Fraction, segment: int | None) -> tuple[str, ...]:
    """The encoder's words; `segment` seconds force a key frame at each of their multiples."""
    frames = gop(settings, rate)
    free = settings.get("SceneChangeDetect", "ENABLED") == "ENABLED"
    words = [
        *("-c:v", "libx264", "-preset", PRESETS[settings.get("QualityTuningLevel", "SINGLE_PASS_HQ")]),
        *("-threads:v", str(THREADS), "-pix_fmt", "yuv420p", "-g", str(frames)),
        *(() if free else ("-keyint_min", str(frames), "-sc_threshold", "0")),
        *("-flags", "+cgop", "-profile:v", settings.get("CodecProfile", "MAIN").lower()),
        *_rate_control(settings),
        *_structure(settings),
    ]
    if segment:
        words += ["-force_key_frames", f"expr:gte(t,n_forced*{segment})"]
    return tuple(words)


def _rate_control(settings: dict[str, Any]) -> tuple[str, ...]:
    mode = settings["RateControlMode"]
    if mode == "QVBR":
        most = settings["MaxBitrate"]
        buffer = settings.get("HrdBufferSize") or 2 * most
        return ("-crf", f"{crf(settings):g}", "-maxrate", str(most), "-bufsize", str(buffer))
    mean = settings["Bitrate"]
    most = mean if mode == "CBR" else settings.get("MaxBitrate", round(mean * 1.5))
    buffer = settings.get("HrdBufferSize") or 2 * most
    words = ("-b:v", str(mean), "-maxrate", str(most), "-bufsize", str(buffer))
    return (*words, "-minrate", str(mean)) if mode == "CBR" else words


def crf(settings: dict[str, Any]) -> float:
    """x264's constant quality for a QVBR level: 7, AWS's advice for most films, is its 23; a level is two steps."""
    qvbr = settings.get("QvbrSettings") or {}
    return 37 - 2 * float(qvbr.get("QvbrQualityLevel", 7) + qvbr.get("QvbrQualityLevelFineTune", 0))


def _structure(settings: dict[str, Any]) -> list[str]:
    """Profile's details, where they are stated."""
    words: list[str] = []
    if (level := settings.get("CodecLevel", "AUTO")) != "AUTO":
        words += ["-level", level.removeprefix("LEVEL_").replace("_", ".")]
    if (between := settings.get("NumberBFramesBetweenReferenceFrames")) is not None:
        words += ["-bf", str(between)]
    if settings.get("DynamicSubGop") == "STATIC":
        words += ["-b_strategy", "0"]
    if references := settings.get("NumberReferenceFrames"):
        words += ["-refs", str(references)]
    if reference := settings.get("GopBReference"):
        words += ["-b-pyramid", "normal" if reference == "ENABLED" else "none"]
    if entropy := settings.get("EntropyEncoding"):
        words += ["-coder", entropy.lower()]
    if slices := settings.get("Slices"):
        words += ["-slices", str(slices)]
    quantization = settings.get("AdaptiveQuantization", "AUTO")
    if quantization != "AUTO":
        words += ["-aq-mode", "0"] if quantization == "OFF" else ["-aq-strength", _STRENGTHS[quantization]]
    return words


def aac(settings: dict[str, Any]) -> tuple[str, ...]:
    """The audio encoder's words."""
    return (
        *("-c:a", "aac", "-b:a", str(settings["Bitrate"])),
        *("-ac", str(channels(settings)), "-ar", str(settings["SampleRate"])),
    )


def channels(settings: dict[str, Any]) -> int:
    """How many channels a coding mode has."""
    return _CHANNELS[settings["CodingMode"]]


def jpeg(settings: dict[str, Any]) -> tuple[str, ...]:
    """The JPEG encoder's words: quality 1 to 100 on ffmpeg's scale from 31 to 2."""
    quality = 31 - round((settings.get("Quality", 80) - 1) * 29 / 99)
    most = settings.get("MaxCaptures")
    return ("-c:v", "mjpeg", "-q:v", str(quality), *(("-frames:v", str(most)) if most else ()))


def capture(settings: dict[str, Any]) -> str:
    """The filter that takes the first frame and then one every denominator/numerator seconds."""
    every = Fraction(settings.get("FramerateDenominator", 1), settings.get("FramerateNumerator", 1))
    return f"select='gte(t,selected_n*{every.numerator}/{every.denominator})'"
