"""S3, a file has arrived in the bucket of images: look at it, make its sizes, publish; again, nothing happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue import _image_operations
from catalogue._domain.image_upload import upload_of
from chassis.notices import on_upload

if TYPE_CHECKING:
    from chalice.app import S3Event


@on_upload
def handler(arrival: S3Event) -> None:
    _image_operations.arrive(upload_of(arrival.key))
