"""The buckets of images: files as people send them to presigned addresses, and files as the edge shows them."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from catalogue._domain.image import beginning_of
from catalogue._domain.image_source import MOST_BYTES
from catalogue._domain.image_upload import ADDRESS_LIFE, source_key
from catalogue._domain.refusals import ImageLost

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalogue._adapters.pillow_images import File
    from catalogue._domain.image import ImageId, ImageKind
    from catalogue._domain.image_upload import ImageUpload

SHOWN = "images"
_FOREVER = "public, max-age=31536000, immutable"


class ImageUploads:
    """The bucket of uploads; `signer` is a client of the address that people reach."""

    def __init__(self, s3: Any, signer: Any, bucket: str) -> None:
        self._s3, self._signer, self._bucket = s3, signer, bucket

    def sign(self, upload: ImageUpload) -> tuple[str, dict[str, str]]:
        """The address for one PUT of exactly the announced bytes, and the headers that it is signed for."""
        checksum = base64.b64encode(bytes.fromhex(upload.sha256)).decode()
        told: dict[str, Any] = {"Bucket": self._bucket, "Key": upload.key, "ContentType": upload.content_type}
        told |= {"ChecksumSHA256": checksum, "ContentLength": upload.size_bytes}
        seconds = int(ADDRESS_LIFE.total_seconds())
        address = str(self._signer.generate_presigned_url("put_object", told, ExpiresIn=seconds))
        return address, {"content-type": upload.content_type, "x-amz-checksum-sha256": checksum}

    def read(self, image_id: ImageId) -> bytes:
        """The file, at most a byte more than an image may have. Raises `ImageLost`."""
        told = {"Bucket": self._bucket, "Key": source_key(image_id), "Range": f"bytes=0-{MOST_BYTES}"}
        try:
            content: bytes = self._s3.get_object(**told)["Body"].read()
        except self._s3.exceptions.NoSuchKey as error:
            raise ImageLost("the uploaded file is gone: upload it again") from error
        except self._s3.exceptions.ClientError as error:
            if error.response["Error"]["Code"] != "InvalidRange":
                raise
            return b""  # an empty file has no range
        return content

    def forget(self, image_id: ImageId) -> None:
        """Delete the uploaded file."""
        self._s3.delete_object(Bucket=self._bucket, Key=source_key(image_id))


class ShownImages:
    """The bucket that the edge shows under `/media/`: pictures under `images/`."""

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket

    def put(self, path: str, files: Sequence[File]) -> None:
        """Store an image's files under its path; repeated, they are the same."""
        for each in files:
            told = {"ContentType": each.content_type, "CacheControl": _FOREVER}
            self._s3.put_object(Bucket=self._bucket, Key=f"{SHOWN}{path}/{each.name}", Body=each.content, **told)

    def remove(self, image_id: ImageId, kind: ImageKind) -> None:
        """Delete an image's files, of earlier crops too; what caches hold stays there until they drop it."""
        prefix = SHOWN + beginning_of(image_id, kind)
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix):
            keys = [{"Key": each["Key"]} for each in page.get("Contents", [])]
            if keys:
                self._s3.delete_objects(Bucket=self._bucket, Delete={"Objects": keys, "Quiet": True})
