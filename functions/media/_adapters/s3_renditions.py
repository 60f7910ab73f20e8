"""The bucket of media: reads back what MediaConvert wrote, and removes what is not to be published.

Of a segment only the boxes before the picture data are read (ranges), several segments at a time: a film of two hours
in five rungs costs some 9,000 small reads.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from functools import partial
from posixpath import basename, dirname, splitext
from typing import TYPE_CHECKING, Any

from media._domain import boxes
from media._domain.boxes import NotFragmentedMp4
from media._domain.job import PLAYLIST
from media._domain.refusals import RenditionsWrong
from media._domain.renditions import Measured

if TYPE_CHECKING:
    from collections.abc import Iterator

    from media._domain.boxes import Sample, Track

_AT_ONCE = 16
_FIRST_BYTES = 64 * 1024
_POSTERS = "posters/"


class Renditions:
    """Everything under a prefix of the bucket of media."""

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket

    def url(self, prefix: str) -> str:
        return f"s3://{self._bucket}/{prefix}"

    def measured(self, prefix: str) -> list[Measured]:
        """Every rung of the multivariant playlist, the largest first. Raises `RenditionsWrong`."""
        import m3u8  # noqa: PLC0415 - loads on first use

        variants = m3u8.loads(self._text(f"{prefix}{PLAYLIST}.m3u8")).playlists
        try:
            found = [self._rung(prefix, variant) for variant in variants]
        except NotFragmentedMp4 as error:
            raise RenditionsWrong(f"a segment cannot be read: {error}") from error
        return sorted(found, key=lambda each: each.width * each.height, reverse=True)

    def posters(self, prefix: str) -> list[str]:
        """File names of the posters, in the order of the film."""
        return sorted(basename(key) for key in self._keys(prefix + _POSTERS))

    def remove(self, prefix: str) -> None:
        """Delete everything under `prefix`."""
        keys = list(self._keys(prefix))
        for first in range(0, len(keys), 1000):
            told = [{"Key": key} for key in keys[first : first + 1000]]
            self._s3.delete_objects(Bucket=self._bucket, Delete={"Objects": told, "Quiet": True})

    def _rung(self, prefix: str, variant: Any) -> Measured:
        import m3u8  # noqa: PLC0415

        folder = dirname(prefix + variant.uri)
        playlist = m3u8.loads(self._text(prefix + variant.uri))
        init = playlist.segments[0].init_section
        track = boxes.track_of(self._bytes(f"{folder}/{init.uri}"))
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            keys = [f"{folder}/{segment.uri}" for segment in playlist.segments]
            segments = list(pool.map(partial(self._samples, track=track), keys))
        return _measured(splitext(variant.uri)[0].removeprefix(f"{PLAYLIST}_"), track, variant, segments)

    def _samples(self, key: str, track: Track) -> list[Sample]:
        """The samples of a segment: its boxes are walked over, what holds pictures is jumped."""
        samples: list[Sample] = []
        offset, data = 0, self._bytes(key, 0, _FIRST_BYTES)
        size = len(data)
        start = 0
        while data:
            name, length, _ = boxes.header(data, offset - start)
            if name == b"moof":
                if offset - start + length > len(data):
                    start, data = offset, self._bytes(key, offset, length)
                samples += boxes.samples_of(data[offset - start : offset - start + length], track)
            offset += length
            if offset - start + boxes.HEADER_BYTES > len(data):
                start, data = offset, self._bytes(key, offset, _FIRST_BYTES) if size >= _FIRST_BYTES else b""
        return samples

    def _text(self, key: str) -> str:
        return self._bytes(key).decode()

    def _bytes(self, key: str, first: int | None = None, length: int = 0) -> bytes:
        """The object, or `length` bytes from `first`; nothing behind its end. Raises `RenditionsWrong` without it."""
        told = {} if first is None else {"Range": f"bytes={first}-{first + length - 1}"}
        try:
            body: bytes = self._s3.get_object(Bucket=self._bucket, Key=key, **told)["Body"].read()
        except self._s3.exceptions.NoSuchKey as error:
            raise RenditionsWrong(f"{key} is missing") from error
        except self._s3.exceptions.ClientError as error:
            if error.response["Error"]["Code"] == "InvalidRange":
                return b""
            raise
        return body

    def _keys(self, prefix: str) -> Iterator[str]:
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix):
            for each in page.get("Contents", []):
                yield each["Key"]


def _measured(name: str, track: Track, variant: Any, segments: list[list[Sample]]) -> Measured:
    samples = [sample for segment in segments for sample in segment]
    starts, count = [], 0
    for segment in segments:
        starts.append(count)
        count += len(segment)
    return Measured(
        name=name,
        width=track.width,
        height=track.height,
        codec=track.codec,
        bits_per_second=variant.stream_info.average_bandwidth or variant.stream_info.bandwidth,
        frames=len(samples),
        duration=Fraction(sum(sample.duration for sample in samples), track.ticks),
        key_frames=tuple(number for number, sample in enumerate(samples) if sample.is_key),
        segment_starts=tuple(starts),
    )
