"""The facts that media publishes: from an upload and its asset to the events of `contracts.media`."""

from chassis.events import Event
from contracts import media as told
from media._domain.asset import Asset
from media._domain.upload import Upload


def asset_was_published(asset: Asset, owner: str) -> Event:
    """`AssetPublished`, at the instant and version of `asset`."""
    about: told.Published = {
        "asset_id": asset.id,
        "upload_id": asset.upload_id,
        "title_id": asset.title_id,
        "owner": owner,
        "duration_ms": asset.duration_ms,
        "playlist": asset.playlist,
        "posters": [asset.poster(name) for name in asset.posters],
    }
    return told.asset_published(about, version=asset.version, at=asset.created_at)


def upload_ended(upload: Upload) -> Event:
    """`UploadRejected` or `UploadFailed`, as the upload says."""
    about: told.Ended = {
        "upload_id": upload.id,
        "title_id": upload.title_id,
        "owner": upload.owner,
        "reason": upload.reason or "",
        "detail": upload.detail or "",
    }
    build = told.upload_rejected if upload.state == "rejected" else told.upload_failed
    return build(about, version=upload.version, at=upload.updated_at)
