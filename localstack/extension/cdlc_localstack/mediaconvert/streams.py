"""Transport streams: the segments that ffmpeg listed, and the codec that the first one shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from cdlc_localstack.mediaconvert.playlists import Segment

_SEQUENCE = re.compile(rb"\x00\x00\x01[\x67\x47\x27](...)", re.DOTALL)


def read(playlist: Path) -> Iterator[Segment]:
    """The segments of a media playlist beside which they lie."""
    seconds, part = 0.0, ""
    for line in playlist.read_text().splitlines():
        if line.startswith("#EXTINF:"):
            seconds = float(line.removeprefix("#EXTINF:").rstrip(","))
        elif line.startswith("#EXT-X-BYTERANGE:"):
            part = line.removeprefix("#EXT-X-BYTERANGE:")
        elif line and not line.startswith("#"):
            size, _, offset = part.partition("@")
            whole = playlist.with_name(line).stat().st_size
            yield Segment(line, seconds, int(offset or 0), int(size or whole))
            part = ""


def codec(segment: Path) -> str:
    """The AVC codec as RFC 6381 writes it. Raises `ValueError` where no sequence parameters are at the beginning."""
    with segment.open("rb") as data:
        found = _SEQUENCE.search(data.read(64 << 10))
    if found is None:
        raise ValueError(f"{segment.name}: no sequence parameters")
    return f"avc1.{found[1].hex()}"
