"""The bucket of exports: a file is there whole or not at all."""

from __future__ import annotations

import gzip
import tempfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


class ExportBucket:
    """Writes."""

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket

    def put(self, key: str, lines: Iterable[bytes]) -> int:
        """Store the lines as one gzip file; how many there were. A file that is there already is replaced."""
        with tempfile.TemporaryFile() as packed:
            with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as file:
                count = sum(1 for line in lines if file.write(line))
            packed.seek(0)
            told = {"ContentType": "application/gzip", "CacheControl": "public, max-age=86400"}
            self._s3.upload_fileobj(packed, self._bucket, key, ExtraArgs=told)
        return count
