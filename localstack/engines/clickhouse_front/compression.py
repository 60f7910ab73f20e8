"""Request bodies as clients compress them: gzip, deflate, LZ4 frames, Zstandard, Brotli."""

from __future__ import annotations

import io

from .errors import refusal

_CODECS = {"gzip": "gzip", "x-gzip": "gzip", "lz4": "lz4", "zstd": "zstd", "br": "brotli"}


def decompress(body: bytes, encoding: str, limit: int) -> bytes:
    """The body in clear; raises `FrontError` for an unknown encoding (261), a broken (36) or too large (307) body."""
    if encoding in ("", "identity"):
        return body
    if encoding not in _CODECS:
        raise refusal(261, f"Unknown Content-Encoding {encoding}: use {', '.join(sorted(_CODECS))}.")
    import pyarrow as pa  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  # 0.3 s, rarely needed

    try:
        with pa.CompressedInputStream(pa.PythonFile(io.BytesIO(body), mode="r"), _CODECS[encoding]) as stream:
            clear: bytes = stream.read(limit + 1)
    except (OSError, ValueError) as error:
        raise refusal(36, f"The body is not {encoding}: {error}") from error
    if len(clear) > limit:
        raise refusal(307, f"The body is larger than {limit} bytes when decompressed.")
    return clear
