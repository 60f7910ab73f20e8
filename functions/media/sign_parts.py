"""POST /uploads/{upload_id}/parts: addresses for the next parts, each good for one content only."""

from chassis.http import Caller, endpoint
from media import _wiring
from media._domain.upload import UploadId, require_uploading
from media._replies import PartsToSend, SignedPart, SignedParts


@endpoint("POST /uploads/{upload_id}/parts", scope="media:upload")
def handler(upload_id: UploadId, body: PartsToSend, caller: Caller) -> SignedParts:
    upload = _wiring.uploads().read(upload_id, caller.sub)
    require_uploading(upload)
    bucket = _wiring.upload_bucket()
    there = {(part.number, part.checksum_sha256) for part in bucket.parts(upload)}
    signed = []
    for part in body.parts:
        number, checksum, size = part.part_number, part.checksum_sha256, upload.size_of(part.part_number)
        address = None if (number, checksum) in there else bucket.sign(upload, number, checksum)
        headers = {"x-amz-checksum-sha256": checksum, "content-length": str(size)}
        signed.append(SignedPart(part_number=number, size_bytes=size, address=address, headers=headers))
    return SignedParts(items=signed)
