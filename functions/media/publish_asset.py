"""Task: publish a validated asset; from now on it is listed. Repeated, it changes nothing."""

from chassis import clock
from chassis.task import task
from media import _wiring
from media._adapters import mysql_assets
from media._domain.asset import Asset
from media._domain.facts import asset_was_published
from media._domain.upload import UploadId, published
from media._states import Ended, ToPublish


@task
def handler(asked: ToPublish) -> Ended:
    now, valid = clock.now(), asked.valid
    with _wiring.uploads().transaction() as uploads:
        upload = uploads.lock(UploadId(asked.upload_id))
        if upload.state != "published":
            upload = published(upload, now)
            asset = Asset(
                id=upload.asset_id,
                upload_id=upload.id,
                title_id=upload.title_id,
                created_at=now,
                **{name: getattr(valid, name) for name in type(valid).model_fields},
            )
            uploads.replace(upload)
            mysql_assets.add(uploads.tx, asset)
            uploads.save(asset_was_published(asset, upload.owner))
    return Ended(state=upload.state, reason=upload.reason)
