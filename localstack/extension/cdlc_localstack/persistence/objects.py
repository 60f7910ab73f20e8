"""Bodies of S3 objects as files under the state folder, in place of LocalStack's store in the system temp folder.

A body is written to a file of its own under a new name and flushed; the object's entry (entries.py) then points to
it. So a reader sees the whole of the old body or the whole of the new one, before a crash and after. Parts of
multipart uploads stay in LocalStack's own temporary files: an upload in progress does not survive.
"""

from __future__ import annotations

import io
import os
import shutil
import threading
import time
from collections import deque
from pathlib import Path
from typing import Literal, Protocol
from uuid import uuid4

from localstack.services.s3.models import S3Object
from localstack.services.s3.storage.core import should_copy_in_place
from localstack.services.s3.storage.ephemeral import EphemeralS3ObjectStore, EphemeralS3StoredObject, LockedFileMixin

STRIPES = 256
GRACE = 60.0
"""Seconds for which a replaced body stays, for readers that have its name but have not opened it."""


class _Reading(LockedFileMixin, io.BufferedReader):
    pass


class _Writing(LockedFileMixin, io.BufferedRandom):
    pass


class StoredBody(EphemeralS3StoredObject):
    """An open body: reads and hashes as LocalStack's own; closing a written one makes it durable."""

    def __init__(self, s3_object: S3Object, path: Path, mode: Literal["r", "w"], lock: threading.Lock | None) -> None:
        self.s3_object, self._mode, self.closed = s3_object, mode, False
        self.size, self._pos = 0, 0
        self._etag = self.checksum_hash = self._checksum = None
        self._path, self._lock = path, lock
        if lock:
            lock.acquire()
        try:
            raw = io.FileIO(path, "x+" if mode == "w" else "r")
            self.file = _Writing(raw) if mode == "w" else _Reading(raw)
        except BaseException:
            if lock:
                lock.release()
            raise

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind and self._mode == "w":
            self._path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Flush what was written; let the next writer of this object in."""
        if self.closed:
            return
        self.closed = True
        try:
            if self._mode == "w":
                self.file.flush()
                os.fsync(self.file.fileno())
            self.file.close()
        finally:
            if self._lock:
                self._lock.release()

    @property
    def last_modified(self) -> int:
        """The body belongs to this very object, so it is never newer."""
        stamp: int = self.s3_object.internal_last_modified
        return stamp


class Touched(Protocol):
    """Is told which keys a request writes."""

    def add(self, bucket: str, key: str) -> None: ...


class ObjectFiles(EphemeralS3ObjectStore):
    """`<root>/<bucket>/<name>`; the object's attribute `body` holds the name."""

    def __init__(self, root: Path, touched: Touched) -> None:
        super().__init__(str(root))
        self.root = root
        self._touched = touched
        self._locks = [threading.Lock() for _ in range(STRIPES)]
        self._replaced: deque[tuple[float, Path]] = deque()

    def open(self, bucket: str, s3_object: S3Object, mode: Literal["r", "w"] = "r") -> StoredBody:
        """A new body to write, or the object's own to read; `FileNotFoundError` where it was deleted long ago."""
        if mode == "r":
            return StoredBody(s3_object, self.path(bucket, s3_object.body), "r", None)
        self._touched.add(bucket, s3_object.key)
        (self.root / bucket).mkdir(exist_ok=True)
        s3_object.body = uuid4().hex
        lock = self._locks[hash((bucket, s3_object.key)) % STRIPES]
        return StoredBody(s3_object, self.path(bucket, s3_object.body), "w", lock)

    def copy(self, src_bucket: str, src_object: S3Object, dest_bucket: str, dest_object: S3Object) -> StoredBody:
        """As LocalStack's; a copy onto itself shares the body."""
        self._touched.add(dest_bucket, dest_object.key)
        if should_copy_in_place(src_bucket, src_object, dest_bucket, dest_object):
            dest_object.body = src_object.body
            dest_object.size = src_object.size
            dest_object.internal_last_modified = src_object.internal_last_modified
        stored: StoredBody = super().copy(src_bucket, src_object, dest_bucket, dest_object)
        return stored

    def remove(self, bucket: str, s3_object: S3Object | list[S3Object]) -> None:
        """The file goes when the entry no longer names it (entries.py)."""
        for gone in s3_object if isinstance(s3_object, list) else [s3_object]:
            self._touched.add(bucket, gone.key)

    def delete_bucket(self, bucket: str) -> None:
        super().delete_bucket(bucket)
        shutil.rmtree(self.root / bucket, ignore_errors=True)

    def close(self) -> None:
        """Stopping forgets uploads in progress and leaves the bodies."""
        for parts in self._filesystem.values():
            for upload in parts["multiparts"].values():
                upload.close()

    def path(self, bucket: str, name: str) -> Path:
        """Where the body of that name lies."""
        return self.root / bucket / name

    def discard(self, bucket: str, names: set[str]) -> None:
        """Delete bodies that no entry names any more, after a while."""
        now = time.monotonic()
        self._replaced.extend((now, self.path(bucket, name)) for name in names)
        while self._replaced and self._replaced[0][0] < now - GRACE:
            self._replaced.popleft()[1].unlink(missing_ok=True)

    def sweep(self, named: set[tuple[str, str]]) -> None:
        """Delete files and folders of uploads that no entry names; for the start, when nobody writes."""
        for found in self.root.glob("*/*"):
            if found.is_dir():
                shutil.rmtree(found, ignore_errors=True)
            elif (found.parent.name, found.name) not in named:
                found.unlink(missing_ok=True)
