"""Entries of S3 buckets in the ledger: per key the object (or its versions) with tags and the names of its bodies.

A changing call is answered when the rows of the keys that it touched are on disk. A row is written from what the
bucket holds at that moment, under one lock, so the last of two writers at the same time leaves the newer one.
"""

from __future__ import annotations

import json
import threading
from typing import Any, TypeAlias

from localstack.services.s3.models import KeyStore, S3Bucket, S3DeleteMarker, S3Object, VersionedKeyStore, s3_stores
from localstack.services.s3.utils import get_unique_key_id

from cdlc_localstack.persistence import pickling
from cdlc_localstack.persistence.ledger import Ledger
from cdlc_localstack.persistence.objects import ObjectFiles

Version: TypeAlias = "S3Object | S3DeleteMarker"
NULL = "null"


class Touched(threading.local):
    """The keys that this thread's request wrote, noted by the storage."""

    def __init__(self) -> None:
        self.keys: set[tuple[str, str]] = set()

    def add(self, bucket: str, key: str) -> None:
        self.keys.add((bucket, key))

    def take(self) -> set[tuple[str, str]]:
        """What was noted since the last call."""
        keys, self.keys = self.keys, set()
        return keys


class Entries:
    """Writes and reads the rows."""

    def __init__(self, ledger: Ledger, files: ObjectFiles, touched: Touched) -> None:
        self._ledger, self._files, self._touched = ledger, files, touched
        self._lock = threading.Lock()

    def commit(self, request: dict[str, Any]) -> None:
        """Write what the call touched: its `Bucket` with `Key` or `Delete`, and what the storage noted."""
        keys = self._touched.take()
        if bucket := request.get("Bucket"):
            named = [request, *(request.get("Delete") or {}).get("Objects", ())]
            keys |= {(bucket, part["Key"]) for part in named if part.get("Key")}
        with self._lock:
            for name, key in sorted(keys):
                self._write(name, key)

    def _write(self, bucket_name: str, key: str) -> None:
        bucket = find(bucket_name)
        versions = _versions(bucket, key) if bucket else []
        named = {version.body for version in versions if isinstance(version, S3Object)}
        found = self._ledger.rows("select bodies from entries where bucket = ? and key = ?", (bucket_name, key))
        before = set(json.loads(found[0][0])) if found else set()
        if versions:
            content = pickling.dumps((versions, _tags(bucket_name, key, versions)))
            row = (bucket_name, key, json.dumps(sorted(named)), content)
            self._ledger.change("insert or replace into entries values (?, ?, ?, ?)", row)
        elif found:
            self._ledger.change("delete from entries where bucket = ? and key = ?", (bucket_name, key))
        self._files.discard(bucket_name, before - named)

    def adopt(self, bucket_name: str) -> None:
        """Give a restored bucket its objects (a bucket made anew takes those whose bucket's snapshot was lost)."""
        bucket = find(bucket_name)
        if bucket is None or not bucket.objects.is_empty():
            return
        query = "select content from entries where bucket = ? order by key"
        for (content,) in self._ledger.rows(query, (bucket_name,)):
            versions, tags = pickling.loads(content)
            _put(bucket, versions)
            s3_tags().update(tags)

    def load(self) -> None:
        """After the snapshot of S3: every bucket's objects; bodies that no entry names are deleted."""
        for name in [name for name in s3_tags() if not name.startswith("arn:")]:
            del s3_tags()[name]  # the snapshot's copy of an object's tags may be old; rows bring theirs
        for bucket in list(buckets()):
            self.adopt(bucket)
        rows = self._ledger.rows("select bucket, bodies from entries")
        self._files.sweep({(str(bucket), name) for bucket, names in rows for name in json.loads(names)})


def buckets() -> dict[str, str]:
    """Bucket → account."""
    return dict(s3_stores["000000000000"]["us-east-1"].global_bucket_map)


def find(name: str) -> S3Bucket | None:
    """The bucket, whoever owns it."""
    account = buckets().get(name)
    return s3_stores[account]["us-east-1"].buckets.get(name) if account else None


def s3_tags() -> dict[str, dict[str, str]]:
    """Tags of everything in S3, by `get_unique_key_id` or the bucket's ARN."""
    tags: dict[str, dict[str, str]] = s3_stores["000000000000"]["us-east-1"].TAGS.tags
    return tags


def _versions(bucket: S3Bucket, key: str) -> list[Version]:
    found = bucket.objects._store.get(key)  # noqa: SLF001  # LocalStack shows versions only as one flat list
    if isinstance(bucket.objects, VersionedKeyStore):
        return list((found or {}).values())
    return [found] if found else []


def _tags(bucket: str, key: str, versions: list[Version]) -> dict[str, dict[str, str]]:
    names = [get_unique_key_id(bucket, key, version.version_id) for version in versions]
    return {name: dict(s3_tags()[name]) for name in names if name in s3_tags()}


def _put(bucket: S3Bucket, versions: list[Version]) -> None:
    """Rows may be older or newer than the bucket's snapshot: versioning may have been turned on between them."""
    if isinstance(bucket.objects, KeyStore):
        current = versions[-1]
        if isinstance(current, S3Object):
            bucket.objects.set(current.key, current)
        return
    for version in versions:
        version.version_id = version.version_id or NULL
        bucket.objects._store[version.key][version.version_id] = version  # noqa: SLF001  # set() would change which is current
