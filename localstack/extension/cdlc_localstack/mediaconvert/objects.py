"""The job's way to LocalStack's S3: its input comes from there, its outputs go there."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from localstack.aws.connect import connect_to

from cdlc_localstack.mediaconvert.faults import FILE_ACCESS, INPUT_MISSING, OUTPUT, OUTPUT_MISSING, JobFailed
from cdlc_localstack.mediaconvert.outputs import Upload
from cdlc_localstack.mediaconvert.plan import location

_CHUNK = 1 << 20
_MISSING = {"NoSuchBucket", "NoSuchKey", "404"}
_SPARE = 1 << 30  # bytes that stay free on the disk


def client(account: str, region: str, service: str) -> Any:
    """A client of this LocalStack's own, without a socket."""
    return connect_to(aws_access_key_id=account, region_name=region).get_client(service)


def fetch(account: str, region: str, url: str, into: Path) -> dict[str, Any]:
    """Bring an object into a file; its head (ETag, ContentLength, LastModified, ContentType).

    Raises `JobFailed` with 1404 where there is none, 1010 where it cannot be had.
    """
    bucket, key = location(url)
    try:
        found: dict[str, Any] = client(account, region, "s3").get_object(Bucket=bucket, Key=key)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        number = INPUT_MISSING if code in _MISSING else FILE_ACCESS
        raise JobFailed(number, f"Unable to open input file [{url}]: [Failed probe/open: [{code}]]") from error
    if found["ContentLength"] > shutil.disk_usage(into.parent).free - _SPARE:
        raise JobFailed(FILE_ACCESS, f"Unable to open input file [{url}]: [no room for {found['ContentLength']} bytes]")
    with into.open("wb") as out:
        for chunk in found["Body"].iter_chunks(_CHUNK):
            out.write(chunk)
    return found


def publish(account: str, region: str, upload: Upload) -> None:
    """Store one output. Raises `JobFailed` with 3404 where the bucket does not exist, 3999 otherwise."""
    body: Any = upload.text.encode()
    try:
        if upload.file is not None:
            with upload.file.open("rb") as file:
                file.seek(upload.offset)
                body = file.read(upload.size)
        client(account, region, "s3").put_object(
            Bucket=upload.bucket, Key=upload.key, Body=body, ContentType=upload.content_type
        )
    except ClientError as error:
        code = error.response["Error"]["Code"]
        number = OUTPUT_MISSING if code in _MISSING else OUTPUT
        raise JobFailed(
            number, f"Unable to write to output file [s3://{upload.bucket}/{upload.key}]: [{code}]"
        ) from error
