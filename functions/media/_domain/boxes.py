"""A reader of fragmented MP4 (ISO/IEC 14496-12), as far as samples are to be counted and key frames found.

It reads what encoders put before the picture data: `moov` of an initialisation segment, `moof` of a media segment.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

HEADER_BYTES = 16
_CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"moof", b"traf"}
_NON_SYNC = 1 << 16  # sample_is_non_sync_sample
_AVC_BOXES = {b"avc1", b"avc3"}


class NotFragmentedMp4(ValueError):
    """The bytes are not what a segment of CMAF holds."""


@dataclass(frozen=True, slots=True)
class Track:
    """What an initialisation segment says: `codec` is the sample entry's name, ticks make a second."""

    codec: str
    width: int
    height: int
    ticks: int
    default_duration: int
    default_flags: int


@dataclass(frozen=True, slots=True)
class Sample:
    """One picture: when it is decoded and how long it lasts, in ticks."""

    at: int
    duration: int
    is_key: bool


def header(data: bytes, offset: int = 0) -> tuple[bytes, int, int]:
    """(name, size of the whole box, size of its header). Raises `NotFragmentedMp4`."""
    try:
        size, name = struct.unpack_from(">I4s", data, offset)
        length = 8
        if size == 1:
            (size,), length = struct.unpack_from(">Q", data, offset + 8), 16
    except struct.error as error:
        raise NotFragmentedMp4(f"a box is cut off at byte {offset}") from error
    if size < length:
        raise NotFragmentedMp4(f"a box of {size} bytes at byte {offset}")
    return name, size, length


def boxes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int, int]]:
    """(name, start, end) of the content of each box, containers before what they contain."""
    end = len(data) if end is None else end
    while start < end:
        name, size, length = header(data, start)
        inside = (start + length, min(start + size, end))
        yield name, *inside
        if name in _CONTAINERS:
            yield from boxes(data, *inside)
        start += size


def track_of(init: bytes) -> Track:
    """The one track of an initialisation segment. Raises `NotFragmentedMp4`."""
    found = {name: (start, end) for name, start, end in boxes(init)}
    try:
        start, _ = found[b"mdhd"]
        (ticks,) = struct.unpack_from(">I", init, start + (20 if init[start] else 12))
        entry, _ = found[b"stsd"]
        codec, _, _ = header(init, entry + 8)[0], 0, 0
        width, height = struct.unpack_from(">HH", init, entry + 8 + 32) if codec in _AVC_BOXES else (0, 0)
        _, duration, _, flags = struct.unpack_from(">4I", init, found[b"trex"][0] + 8) if b"trex" in found else (0,) * 4
    except (KeyError, struct.error, IndexError) as error:
        raise NotFragmentedMp4(f"no track in the initialisation segment: {error}") from error
    return Track(codec.decode("latin-1"), width, height, ticks, duration, flags)


def samples_of(moof: bytes, track: Track) -> Iterator[Sample]:
    """The samples of one `moof`, in the order of decoding. Raises `NotFragmentedMp4`."""
    at, duration, flags = 0, track.default_duration, track.default_flags
    try:
        for name, start, end in boxes(moof):
            if name == b"tfhd":
                duration, flags = _defaults(moof, start, track)
            elif name == b"tfdt":
                (at,) = struct.unpack_from(">Q" if moof[start] else ">I", moof, start + 4)
            elif name == b"trun":
                for sample in _run(moof[start:end], at, duration, flags):
                    at += sample.duration
                    yield sample
    except (struct.error, IndexError) as error:
        raise NotFragmentedMp4(f"a cut-off fragment: {error}") from error


def _defaults(moof: bytes, start: int, track: Track) -> tuple[int, int]:
    """Duration and flags of samples that say none (`tfhd`)."""
    present, offset = int.from_bytes(moof[start + 1 : start + 4]), start + 8
    values = {}
    for bit, width in ((0x1, 8), (0x2, 4), (0x8, 4), (0x10, 4), (0x20, 4)):
        if present & bit:
            values[bit] = int.from_bytes(moof[offset : offset + width])
            offset += width
    return values.get(0x8, track.default_duration), values.get(0x20, track.default_flags)


def _run(trun: bytes, at: int, duration: int, flags: int) -> Iterator[Sample]:
    present, (count,) = int.from_bytes(trun[1:4]), struct.unpack_from(">I", trun, 4)
    offset = 8 + (4 if present & 0x1 else 0)
    first_flags = None
    if present & 0x4:
        (first_flags,), offset = struct.unpack_from(">I", trun, offset), offset + 4
    fields = [bit for bit in (0x100, 0x200, 0x400, 0x800) if present & bit]
    for number in range(count):
        own = dict(zip(fields, struct.unpack_from(f">{len(fields)}I", trun, offset), strict=True))
        offset += 4 * len(fields)
        lasts = own.get(0x100, duration)
        meant = own.get(0x400, first_flags if number == 0 and first_flags is not None else flags)
        yield Sample(at, lasts, not meant & _NON_SYNC)
        at += lasts
