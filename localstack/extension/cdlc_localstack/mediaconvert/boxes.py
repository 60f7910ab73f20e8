"""The fragments of an MP4 file: where each lies, when it begins, how long it lasts. ISO/IEC 14496-12, clause 8.8."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NOT_SYNC = 0x10000  # of a sample's flags
_LENGTHS, _FLAGS = 0x100, 0x400  # fields that a run of samples may have
_HEADER = 8


@dataclass(frozen=True, slots=True)
class Fragment:
    """`moof` and `mdat`: offset and size in bytes; begin and length in units of the time scale; number of samples."""

    offset: int
    size: int
    begin: int
    lasts: int
    samples: int
    sync: bool


@dataclass(frozen=True, slots=True)
class Fragmented:
    """A fragmented file: size of its initialization (everything before the first fragment), time scale, fragments."""

    init: int
    scale: int
    codec: str
    fragments: tuple[Fragment, ...]


def boxes(data: bytes, at: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int, int]]:
    """(type, beginning of the content, end) of each box in a part of the data."""
    end = len(data) if end is None else end
    while at + _HEADER <= end:
        size, kind = struct.unpack_from(">I4s", data, at)
        begin = at + _HEADER
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, begin)
            begin += 8
        if size < _HEADER:
            return
        yield kind, begin, min(at + size, end)
        at += size


def find(data: bytes, *path: bytes) -> tuple[int, int] | None:
    """Where the content of the first box at this path lies."""
    at, end = 0, len(data)
    for name in path:
        found = next(((begin, stop) for kind, begin, stop in boxes(data, at, end) if kind == name), None)
        if found is None:
            return None
        at, end = found
    return at, end


def read(file: Path) -> Fragmented:
    """Read the structure of a file, its media data left alone. Raises `ValueError` where it is not fragmented."""
    init, fragments, head, moof = 0, [], b"", (0, b"")
    with file.open("rb") as data:
        for kind, offset, size in _top(file):
            data.seek(offset)
            if kind in (b"ftyp", b"moov"):
                head += data.read(size)
                init = offset + size
            elif kind == b"moof":
                moof = (offset, data.read(size))
            elif kind == b"mdat" and moof[1]:
                fragments.append(_fragment(moof[1], moof[0], offset + size - moof[0]))
    where = find(head, b"moov", b"trak", b"mdia", b"mdhd")
    if where is None or not fragments:
        raise ValueError(f"{file.name} is no fragmented MP4 file")
    version = head[where[0]]
    (scale,) = struct.unpack_from(">I", head, where[0] + (20 if version else 12))
    return Fragmented(init, scale, codec(head), tuple(fragments))


def _top(file: Path) -> Iterator[tuple[bytes, int, int]]:
    """(type, offset, size) of the boxes at the top, read one header at a time."""
    end, at = file.stat().st_size, 0
    with file.open("rb") as data:
        while at + _HEADER <= end:
            data.seek(at)
            head = data.read(16)
            size, kind = struct.unpack_from(">I4s", head)
            if size == 1:
                (size,) = struct.unpack_from(">Q", head, _HEADER)
            size = size or end - at
            yield kind, at, size
            at += max(size, _HEADER)


def _fragment(moof: bytes, offset: int, size: int) -> Fragment:
    content = moof[_HEADER:]
    traf = find(content, b"traf")
    if traf is None:
        raise ValueError("a fragment without a track")
    parts = {kind: content[begin:end] for kind, begin, end in boxes(content, *traf)}
    default, flags = _header(parts[b"tfhd"])
    samples, lasts, first = _samples(parts[b"trun"], default, flags)
    version = parts[b"tfdt"][0]
    (begin,) = struct.unpack_from(">Q" if version else ">I", parts[b"tfdt"], 4)
    return Fragment(offset, size, begin, lasts, samples, not first & _NOT_SYNC)


def _header(tfhd: bytes) -> tuple[int, int]:
    """Default duration and default flags of a fragment's samples."""
    (flags,) = struct.unpack_from(">I", tfhd)
    at, found = 8, {}
    for bit, size in ((0x1, 8), (0x2, 4), (0x8, 4), (0x10, 4), (0x20, 4)):
        if flags & bit:
            found[bit] = int.from_bytes(tfhd[at : at + size], "big")
            at += size
    return found.get(0x8, 0), found.get(0x20, 0)


def _samples(trun: bytes, default: int, default_flags: int) -> tuple[int, int, int]:
    """Number of samples, their whole length, the flags of the first one."""
    flags, count = struct.unpack_from(">II", trun)
    at = 8 + (4 if flags & 0x1 else 0)
    first = default_flags
    if flags & 0x4:
        (first,) = struct.unpack_from(">I", trun, at)
        at += 4
    fields = [bit for bit in (_LENGTHS, 0x200, _FLAGS, 0x800) if flags & bit]
    rows = list(struct.iter_unpack(f">{len(fields)}I", trun[at : at + 4 * len(fields) * count])) if fields else []
    lasts = sum(row[0] for row in rows) if _LENGTHS in fields else default * count
    if _FLAGS in fields and rows:
        first = rows[0][fields.index(_FLAGS)]
    return count, lasts, first


def codec(head: bytes) -> str:
    """The codec of a file's first track as RFC 6381 writes it. Raises `ValueError` for others than AVC and AAC."""
    if (at := head.find(b"avcC")) >= 0:
        return f"avc1.{head[at + 5 : at + 8].hex()}"
    if b"mp4a" in head:
        return "mp4a.40.2"  # AAC LC, the only profile that is encoded
    raise ValueError("neither AVC nor AAC")
