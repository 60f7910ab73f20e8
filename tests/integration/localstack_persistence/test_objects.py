"""S3: what was acknowledged is there and whole; what was not is there whole or not at all."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from local_stack import LocalStack

LOCATION = {"LocationConstraint": "eu-central-1"}
SIZES = (0, 17, 4_000, 70_000, 900_000)


def body_of(key: str, generation: int) -> bytes:
    """A body that says which one it is, of a size that follows from it."""
    line = f"{key} {generation} ".encode()
    return (line * (SIZES[(len(key) + generation) % len(SIZES)] // len(line) + 1)) if generation else line


def test_every_acknowledged_put_of_a_burst_survives_kill_9_whole(stack: LocalStack) -> None:
    stack.start()
    stack.aws("s3").create_bucket(Bucket="burst", CreateBucketConfiguration=LOCATION)
    acknowledged: dict[str, int] = {}
    begun: dict[str, int] = {}
    enough = threading.Event()

    def put(worker: int) -> None:
        client = stack.aws("s3")
        for generation in range(10_000):
            key = f"object/{worker}/{generation % 7}"  # each key is overwritten again and again
            begun[key] = generation
            try:
                client.put_object(Bucket="burst", Key=key, Body=body_of(key, generation))
            except (BotoCoreError, ClientError):
                return
            acknowledged[key] = generation
            if sum(acknowledged.values()) > 400:
                enough.set()

    with ThreadPoolExecutor(6) as pool:
        done = [pool.submit(put, worker) for worker in range(6)]
        assert enough.wait(60)
        stack.kill()
    for one in done:
        one.result()
    stack.start()
    s3 = stack.aws("s3")
    for key, generation in acknowledged.items():
        reply = s3.get_object(Bucket="burst", Key=key)
        body = reply["Body"].read()
        possible = {body_of(key, generation), body_of(key, begun[key])}  # the last one may have been written unanswered
        assert body in possible, key
        assert reply["ETag"].strip('"') == hashlib.md5(body, usedforsecurity=False).hexdigest()
        assert reply["ContentLength"] == len(body)
    named = {path.name for path in (stack.state / "objects" / "burst").iterdir()}
    listed = s3.list_objects_v2(Bucket="burst")["KeyCount"]
    assert len(named) == listed, "bodies that no object names are swept away at the start"


def test_metadata_tags_versions_and_deletions_survive(stack: LocalStack) -> None:
    stack.start()
    s3 = stack.aws("s3")
    s3.create_bucket(Bucket="shelf", CreateBucketConfiguration=LOCATION)
    s3.put_object(Bucket="shelf", Key="old", Body=b"before versioning", Metadata={"by": "hand"}, Tagging="a=1&b=2")
    s3.put_object(Bucket="shelf", Key="gone", Body=b"x")
    s3.delete_object(Bucket="shelf", Key="gone")
    s3.copy_object(Bucket="shelf", Key="copy", CopySource="shelf/old")
    s3.put_object_tagging(Bucket="shelf", Key="copy", Tagging={"TagSet": [{"Key": "c", "Value": "3"}]})
    s3.put_bucket_versioning(Bucket="shelf", VersioningConfiguration={"Status": "Enabled"})
    versions = [s3.put_object(Bucket="shelf", Key="new", Body=text)["VersionId"] for text in (b"one", b"two")]
    s3.put_object(Bucket="shelf", Key="marked", Body=b"hidden")
    s3.delete_object(Bucket="shelf", Key="marked")
    stack.kill()
    stack.start()

    old = s3.get_object(Bucket="shelf", Key="old")
    assert (old["Body"].read(), old["Metadata"]) == (b"before versioning", {"by": "hand"})
    assert len(s3.get_object_tagging(Bucket="shelf", Key="old")["TagSet"]) == 2
    assert s3.get_object_tagging(Bucket="shelf", Key="copy")["TagSet"] == [{"Key": "c", "Value": "3"}]
    assert s3.get_object(Bucket="shelf", Key="new")["Body"].read() == b"two"
    assert s3.get_object(Bucket="shelf", Key="new", VersionId=versions[0])["Body"].read() == b"one"
    assert [item["Key"] for item in s3.list_objects_v2(Bucket="shelf")["Contents"]] == ["copy", "new", "old"]
    markers = s3.list_object_versions(Bucket="shelf")["DeleteMarkers"]
    assert [marker["Key"] for marker in markers] == ["marked"]


def test_a_completed_multipart_upload_survives_and_one_in_progress_does_not(stack: LocalStack) -> None:
    stack.start()
    s3 = stack.aws("s3")
    s3.create_bucket(Bucket="films", CreateBucketConfiguration=LOCATION)
    parts = [os.urandom(5 << 20), b"the end"]
    upload = s3.create_multipart_upload(Bucket="films", Key="film")["UploadId"]
    names = {"Bucket": "films", "Key": "film", "UploadId": upload}
    sent = [
        {"PartNumber": number, "ETag": s3.upload_part(**names, PartNumber=number, Body=part)["ETag"]}
        for number, part in enumerate(parts, 1)
    ]
    s3.complete_multipart_upload(**names, MultipartUpload={"Parts": sent})
    other = s3.create_multipart_upload(Bucket="films", Key="other")["UploadId"]
    s3.upload_part(Bucket="films", Key="other", UploadId=other, PartNumber=1, Body=b"x")
    stack.kill()
    stack.start()

    assert s3.get_object(Bucket="films", Key="film")["Body"].read() == b"".join(parts)
    with pytest.raises(ClientError, match="NoSuchUpload"):
        s3.upload_part(Bucket="films", Key="other", UploadId=other, PartNumber=2, Body=b"y")
    assert len(list((stack.state / "objects" / "films").iterdir())) == 1


def test_a_reader_never_sees_a_mixture_while_an_object_is_overwritten(stack: LocalStack) -> None:
    stack.start()
    s3 = stack.aws("s3")
    s3.create_bucket(Bucket="mixed", CreateBucketConfiguration=LOCATION)
    s3.put_object(Bucket="mixed", Key="k", Body=b"0" * 600_000)
    over = threading.Event()

    def write() -> None:
        client = stack.aws("s3")
        for generation in range(60):
            client.put_object(Bucket="mixed", Key="k", Body=str(generation % 10).encode() * (600_000 + generation))
        over.set()

    writer = threading.Thread(target=write)
    writer.start()
    seen: set[Any] = set()
    while not over.is_set():
        reply = s3.get_object(Bucket="mixed", Key="k")
        body = reply["Body"].read()
        assert len(set(body)) == 1
        assert hashlib.md5(body, usedforsecurity=False).hexdigest() == reply["ETag"].strip('"')
        seen.add(body[:1])
    writer.join()
    assert len(seen) > 1


def test_a_put_with_a_wrong_checksum_leaves_the_old_object(stack: LocalStack) -> None:
    stack.start()
    s3 = stack.aws("s3")
    s3.create_bucket(Bucket="checked", CreateBucketConfiguration=LOCATION)
    s3.put_object(Bucket="checked", Key="k", Body=b"the old one")
    with pytest.raises(ClientError, match="BadDigest"):
        s3.put_object(Bucket="checked", Key="k", Body=b"the new one", ContentMD5="AAAAAAAAAAAAAAAAAAAAAA==")
    assert s3.get_object(Bucket="checked", Key="k")["Body"].read() == b"the old one"
    stack.kill()
    stack.start()
    assert s3.get_object(Bucket="checked", Key="k")["Body"].read() == b"the old one"


def test_nothing_is_left_in_the_systems_temporary_folder(stack: LocalStack) -> None:
    began = time.time()
    stack.start()
    s3 = stack.aws("s3")
    s3.create_bucket(Bucket="tidy", CreateBucketConfiguration=LOCATION)
    s3.put_object(Bucket="tidy", Key="k", Body=b"x" * 600_000)
    assert not Path("/tmp/localstack-s3-storage/tidy").exists()  # noqa: S108  # LocalStack's own place for it
    assert [path.stat().st_mtime >= began - 1 for path in (stack.state / "objects" / "tidy").iterdir()] == [True]
