"""One ffmpeg command for a whole plan: the source is decoded once, each output has its branch."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cdlc_localstack.mediaconvert import sandbox
from cdlc_localstack.mediaconvert.plan import Grouping, Making, Plan

AUDIO_FRAGMENT_MICROSECONDS = 250_000  # so that segments of sound end within a quarter of a second of the picture's
DECODER_THREADS = 2


def words(source: Path, plan: Plan, *, tolerant: bool = False) -> tuple[str, ...]:
    """The command; it is run in the folder where the outputs shall lie, with their plain names.

    Any error of decoding ends it, unless it is `tolerant`: then it goes on with what can be decoded.
    """
    return (
        *(sandbox.program("ffmpeg"), "-nostdin", "-hide_banner", "-v", "error"),
        *(() if tolerant else ("-xerror",)),
        *("-abort_on", "empty_output"),
        *("-progress", "pipe:1", "-nostats", "-filter_complex_threads", "1"),
        *(*sandbox.RESTRICTED, *sandbox.GUARDS, "-noautorotate", "-threads", str(DECODER_THREADS)),
        *("-i", f"file:{source}"),
        *_graph(plan),
        *_flat(_output(group, making) for group in plan.groups for making in group.makings),
    )


def _graph(plan: Plan) -> tuple[str, ...]:
    seen = [making for making in plan.makings if making.filters]
    if not seen:
        return ()
    pads = "".join(f"[s{making.file}]" for making in seen)
    trunk = ",".join((*plan.first, f"split={len(seen)}"))
    branches = [f"[s{each.file}]{','.join(each.filters)}[v{each.file}]" for each in seen]
    return ("-filter_complex", ";".join([f"[0:{plan.stream}]{trunk}{pads}", *branches]))


def _output(group: Grouping, making: Making) -> tuple[str, ...]:
    picture = ("-map", f"[v{making.file}]", *making.video, "-fps_mode", "passthrough") if making.video else ()
    sound = ("-map", f"0:{making.audio_stream}", *making.audio) if making.audio else ()
    return (
        *(*picture, *sound, "-map_metadata", "-1", "-map_chapters", "-1"),
        *("-max_muxing_queue_size", "4096"),
        *_container(group, making),
    )


def _container(group: Grouping, making: Making) -> tuple[str, ...]:
    match making.container:
        case "CMFC":
            every = group.fragment * 1_000_000 if making.video else AUDIO_FRAGMENT_MICROSECONDS
            flags = "+cmaf+frag_keyframe" if making.video else "+cmaf+delay_moov"
            return ("-f", "mp4", "-movflags", flags, "-frag_duration", str(every), f"{making.file}.mp4")
        case "M3U8":
            return (
                *("-f", "hls", "-hls_time", str(group.segment), "-hls_list_size", "0", "-hls_playlist_type", "vod"),
                *("-hls_segment_type", "mpegts", "-start_number", "1"),
                *(("-hls_flags", "single_file") if group.settings.get("SegmentControl") == "SINGLE_FILE" else ()),
                *("-hls_segment_filename", _segments(group, making), f"{making.file}.m3u8"),
            )
        case "MP4":
            container = making.settings["ContainerSettings"].get("Mp4Settings") or {}
            early = container.get("MoovPlacement", "PROGRESSIVE_DOWNLOAD") == "PROGRESSIVE_DOWNLOAD"
            return ("-f", "mp4", *(("-movflags", "+faststart") if early else ()), f"{making.file}.mp4")
        case _:
            return ("-f", "image2", "-start_number", "0", f"{making.file}.%07d.jpg")


def _segments(group: Grouping, making: Making) -> str:
    single = group.settings.get("SegmentControl") == "SINGLE_FILE"
    return f"{making.file}.ts" if single else f"{making.file}_%05d.ts"


def _flat(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(word for part in parts for word in part)
