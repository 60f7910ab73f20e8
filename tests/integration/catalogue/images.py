"""Sending images as people do, and letting them arrive as S3 tells it."""

from __future__ import annotations

import base64
import hashlib
import uuid
from importlib import import_module
from typing import TYPE_CHECKING, Any

import boto3

from integration.catalogue.lambda_calls import sample

if TYPE_CHECKING:
    from integration.catalogue.conftest import Call
    from integration.catalogue.lambda_calls import Answer

UPLOADS, MEDIA = "images-uploads", "images-media"


def checksum(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def begin(call: Call, owner: dict[str, str], content: bytes, **fields: Any) -> Answer:
    """Begin an upload for `{"title_id": …}` or `{"person_id": …}`."""
    ((name, _),) = owner.items()
    kind = "poster" if name == "title_id" else "profile"
    body = {"kind": kind, "content_type": "image/png", "size_bytes": len(content), "checksum_sha256": checksum(content)}
    operation = "begin_title_image" if name == "title_id" else "begin_person_image"
    return call(operation, path=owner, body={**body, **fields}, headers={"Idempotency-Key": str(uuid.uuid4())})


def put(upload: dict[str, Any], content: bytes) -> None:
    """The file in the bucket, as the presigned address puts it there."""
    boto3.client("s3").put_object(Bucket=UPLOADS, Key=f"sources/{upload['id']}", Body=content)


def arrive(upload: dict[str, Any]) -> None:
    """S3 tells of the file."""
    event = sample("catalogue", "on_image_arrived")
    event["Records"][0]["s3"]["object"]["key"] = f"sources/{upload['id']}"
    import_module("catalogue.on_image_arrived").handler(event, None)


def upload(call: Call, owner: dict[str, str], content: bytes, **fields: Any) -> dict[str, Any]:
    """What became of a file: the upload as its sender reads it."""
    begun = begin(call, owner, content, **fields)
    assert begun.status == 201, begun.json
    put(begun.json, content)
    arrive(begun.json)
    found: dict[str, Any] = call("get_image_upload", path={"upload_id": begun.json["id"]}).json
    return found


def files(prefix: str = "") -> dict[str, bytes]:
    """What the edge could show: key → content."""
    s3 = boto3.client("s3")
    listed = s3.list_objects_v2(Bucket=MEDIA, Prefix=f"images{prefix}").get("Contents", [])
    return {each["Key"]: s3.get_object(Bucket=MEDIA, Key=each["Key"])["Body"].read() for each in listed}
