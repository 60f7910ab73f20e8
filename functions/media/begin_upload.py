"""POST /uploads: begin an upload; the same Idempotency-Key begins it once."""

from chassis import clock
from chassis.http import Caller, IdempotencyKey, Reply, endpoint
from chassis.idempotency import once
from chassis.ids import new_id
from media import _wiring
from media._domain.upload import SOURCES, AssetId, Upload, UploadId, require_size
from media._replies import NewUpload, UploadReply


@endpoint("POST /uploads", scope="media:upload", status=201)
def handler(body: NewUpload, caller: Caller, key: IdempotencyKey) -> Reply[UploadReply]:
    require_size(body.size_bytes)
    now = clock.now()
    with _wiring.uploads().transaction() as uploads:

        def begin() -> Reply[UploadReply]:
            upload_id = UploadId(new_id(now))
            upload = Upload(
                id=upload_id,
                asset_id=AssetId(new_id(now)),
                owner=caller.sub,
                multipart_id=_wiring.upload_bucket().begin(SOURCES + upload_id, body.content_type),
                state="uploading",
                created_at=now,
                updated_at=now,
                **body.model_dump(),
            )
            uploads.add(upload)
            location = f"/api/media/uploads/{upload.id}"
            return Reply(UploadReply.of(upload), version=upload.version, location=location)

        reply, _ = once(uploads.tx, caller.sub, "BeginUpload", key, key.body_hash, begin)
        uploads.save()
    return reply
