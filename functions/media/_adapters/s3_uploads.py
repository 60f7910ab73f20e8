"""The bucket of uploads: multipart uploads whose parts people send to presigned addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from media._domain.refusals import UploadIncomplete, UploadLost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from media._domain.upload import Upload

ADDRESS_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Part:
    """A part that S3 holds; `checksum_sha256` in Base64."""

    number: int
    size_bytes: int
    etag: str
    checksum_sha256: str | None

    @property
    def checksum(self) -> dict[str, str]:
        """As S3's calls take it."""
        return {"ChecksumSHA256": self.checksum_sha256} if self.checksum_sha256 else {}


class UploadBucket:
    """`s3` makes and ends uploads, `signer` is a client of the address that people reach."""

    def __init__(self, s3: Any, signer: Any, bucket: str) -> None:
        self._s3, self._signer, self._bucket = s3, signer, bucket

    def begin(self, key: str, content_type: str) -> str:
        """S3's id of a new multipart upload whose parts carry SHA-256."""
        made = self._s3.create_multipart_upload(
            Bucket=self._bucket, Key=key, ContentType=content_type, ChecksumAlgorithm="SHA256"
        )
        return str(made["UploadId"])

    def sign(self, upload: Upload, number: int, checksum_sha256: str) -> str:
        """The address for PUT of a part of exactly this length and SHA-256 (Base64), which S3 checks."""
        told = {"Bucket": self._bucket, "Key": upload.key, "UploadId": upload.multipart_id, "PartNumber": number}
        told |= {"ChecksumSHA256": checksum_sha256, "ContentLength": upload.size_of(number)}
        return str(self._signer.generate_presigned_url("upload_part", told, ExpiresIn=ADDRESS_SECONDS))

    def parts(self, upload: Upload) -> list[Part]:
        """What S3 holds of it. Raises `UploadLost` where S3 does not know the upload."""
        return list(self._parts(upload))

    def _parts(self, upload: Upload) -> Iterator[Part]:
        pages = self._s3.get_paginator("list_parts").paginate(**self._named(upload))
        try:
            for page in pages:
                for part in page.get("Parts", []):
                    yield Part(part["PartNumber"], part["Size"], part["ETag"], part.get("ChecksumSHA256"))
        except self._s3.exceptions.NoSuchUpload as error:
            raise UploadLost("the unfinished upload is gone: begin again") from error

    def complete(self, upload: Upload) -> None:
        """Make one object of the parts; repeated, it finds the object. Raises `UploadIncomplete`, `UploadLost`."""
        try:
            parts = self.parts(upload)
        except UploadLost:
            if self._is_there(upload):
                return
            raise
        wanted = [(number, upload.size_of(number)) for number in range(1, upload.parts + 1)]
        if [(part.number, part.size_bytes) for part in parts] != wanted:
            missing = sorted({number for number, _ in wanted} - {part.number for part in parts})
            raise UploadIncomplete(f"{len(parts)} of {upload.parts} parts are there; missing are {missing[:10]}")
        told = [{"PartNumber": part.number, "ETag": part.etag, **part.checksum} for part in parts]
        self._s3.complete_multipart_upload(**self._named(upload), MultipartUpload={"Parts": told})

    def abort(self, upload: Upload) -> None:
        """Forget the parts; what S3 has forgotten already is no error."""
        try:
            self._s3.abort_multipart_upload(**self._named(upload))
        except self._s3.exceptions.NoSuchUpload:
            return

    def _is_there(self, upload: Upload) -> bool:
        listed = self._s3.list_objects_v2(Bucket=self._bucket, Prefix=upload.key, MaxKeys=1)
        return any(each["Size"] == upload.size_bytes for each in listed.get("Contents", []))

    def _named(self, upload: Upload) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": upload.key, "UploadId": upload.multipart_id}
