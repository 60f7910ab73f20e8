"""Uploads of images in MySQL."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from catalogue._adapters.mysql_rows import aware, naive
from catalogue._domain.image import FocalPoint, ImageId, Owner
from catalogue._domain.image_upload import ImageUpload
from catalogue._domain.refusals import ImageUploadNotFound
from chassis.ids import from_bytes, to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chassis.mysql import Database, Transaction

_COLUMNS = (
    "owner_kind, owner_id, uploaded_by, kind, language, focal_x, focal_y, content_type, size_bytes, sha256, state,"
    " attempts, reason, detail, version, created_at, updated_at"
)
_SELECT = f"SELECT id, {_COLUMNS} FROM image_uploads WHERE id = %s"  # noqa: S608 - constants
_INSERT = f"INSERT INTO image_uploads (id, {_COLUMNS}) VALUES ({', '.join(['%s'] * 18)})"  # noqa: S608
_UPDATE = (
    "UPDATE image_uploads SET state = %s, attempts = %s, reason = %s, detail = %s, version = %s, updated_at = %s"
    " WHERE id = %s"
)
_PLAIN = (
    *("uploaded_by", "kind", "language", "content_type", "size_bytes", "sha256", "state", "attempts"),
    *("reason", "detail", "version"),
)


class OpenImageUploads:
    """Uploads within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx

    def load(self, image_id: ImageId, lock: str = "") -> ImageUpload:
        """The upload. Raises `ImageUploadNotFound`."""
        row = self.tx.one(_SELECT + lock, (to_bytes(image_id),))
        if row is None:
            raise ImageUploadNotFound(f"there is no upload {image_id}")
        return _upload(row)

    def lock(self, image_id: ImageId) -> ImageUpload:
        """The upload, kept from concurrent writers until the end. Raises `ImageUploadNotFound`."""
        return self.load(image_id, " FOR UPDATE")

    def add(self, upload: ImageUpload) -> None:
        """Store a new upload."""
        focal = (upload.focal_point.x, upload.focal_point.y) if upload.focal_point else (None, None)
        told = (upload.owner.kind, to_bytes(upload.owner.id), upload.uploaded_by, upload.kind, upload.language, *focal)
        file = (upload.content_type, upload.size_bytes, upload.sha256)
        times = (naive(upload.created_at), naive(upload.updated_at))
        state = (upload.state, upload.attempts, upload.reason, upload.detail, upload.version)
        self.tx.run(_INSERT, (to_bytes(upload.id), *told, *file, *state, *times))

    def replace(self, upload: ImageUpload) -> None:
        """Store the next version of a locked upload."""
        state = (upload.state, upload.attempts, upload.reason, upload.detail, upload.version)
        self.tx.run(_UPDATE, (*state, naive(upload.updated_at), to_bytes(upload.id)))


class StoredImageUploads:
    """Opens transactions on uploads, and reads them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def transaction(self) -> Iterator[OpenImageUploads]:
        """A transaction; it rolls back unless saved."""
        with self._database.transaction() as tx:
            yield OpenImageUploads(tx)

    def read(self, image_id: ImageId, by: str) -> ImageUpload:
        """An upload of one's own. Raises `ImageUploadNotFound`, of somebody else's too."""
        with self._database.read() as tx:
            upload = OpenImageUploads(tx).load(image_id)
        if upload.uploaded_by != by:
            raise ImageUploadNotFound(f"there is no upload {image_id}")
        return upload


def _upload(row: Mapping[str, Any]) -> ImageUpload:
    focal = None if row["focal_x"] is None else FocalPoint(float(row["focal_x"]), float(row["focal_y"]))
    return ImageUpload(
        id=ImageId(from_bytes(row["id"])),
        owner=Owner(row["owner_kind"], from_bytes(row["owner_id"])),
        focal_point=focal,
        created_at=aware(row["created_at"]),
        updated_at=aware(row["updated_at"]),
        **{name: row[name] for name in _PLAIN},
    )
