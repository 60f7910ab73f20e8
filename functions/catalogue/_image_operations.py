"""The beats of images that titles and people share: begin an upload, make the picture, change it, take it away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from catalogue import _wiring
from catalogue._domain.edit_refusals import FieldLocked
from catalogue._domain.image import Image, ImageId, Owner, one_of, path_of, placed, require_kind, require_room, without
from catalogue._domain.image_source import require_size
from catalogue._domain.image_upload import ImageUpload, begun, published, refused, require_as_announced
from catalogue._domain.refusals import ImageTaken, TooManyImages, UnfitImage
from catalogue._domain.thing import require_version
from catalogue._domain.title import Title
from catalogue._replies.images import BegunImage
from catalogue._title_parts import show
from chassis import clock
from chassis.errors import Gone
from chassis.http import Reply
from chassis.idempotency import once
from chassis.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from catalogue._adapters.pillow_images import Picture
    from catalogue._domain.image import ImageKind
    from catalogue._domain.thing import Thing
    from catalogue._replies.images import NewImage
    from chassis.http import Caller, IdempotencyKey


def begin(owner: Owner, body: NewImage, caller: Caller, key: IdempotencyKey) -> Reply[BegunImage]:
    """An upload that S3 takes for an hour; the same key begins it once.

    Raises `MisplacedImage`, `ImageTooBig`, `TooManyImages`, `ImageTaken` and what the owner's kind raises.
    """
    from catalogue._adapters.mysql_image_uploads import OpenImageUploads  # noqa: PLC0415 - drivers load on first use

    require_kind(owner.kind, body.kind)
    require_size(body.size_bytes)
    now = clock.now()
    with _wiring.images().transaction(owner) as images:

        def work() -> Reply[BegunImage]:
            told = body.upload()
            require_room(images.images, told["kind"], told["language"], told["sha256"])
            image_id = ImageId(new_id(now))
            upload = ImageUpload(
                id=image_id, owner=owner, uploaded_by=caller.sub, created_at=now, updated_at=now, **told
            )
            OpenImageUploads(images.tx).add(upload)
            location = f"/api/catalogue/image-uploads/{image_id}"
            signed = BegunImage.signed(upload, *_wiring.image_bucket().sign(upload))
            return Reply(signed, version=upload.version, location=location)

        reply, _ = once(images.tx, caller.sub, "BeginImage", key, key.body_hash, work)
        images.tx.save()
    return reply


def arrive(image_id: ImageId) -> None:
    """Make the picture of a file that has arrived, and publish it; or refuse the upload. Repeated, it does nothing."""
    with _wiring.image_uploads().transaction() as uploads:
        upload = begun(uploads.lock(image_id), clock.now())
        uploads.replace(upload)
        uploads.tx.save()
    if upload.state == "refused":
        _wiring.shown_images().remove(image_id, upload.kind)
    if upload.state != "pending":
        return
    try:
        content = _wiring.image_bucket().read(image_id)
        require_as_announced(upload, content)
        _publish(upload, _made(upload, content))
    except (UnfitImage, ImageTaken, TooManyImages, FieldLocked, Gone) as refusal:
        with _wiring.image_uploads().transaction() as uploads:
            uploads.replace(refused(uploads.lock(image_id), refusal, clock.now()))
            uploads.tx.save()
        _wiring.shown_images().remove(image_id, upload.kind)


def _made(upload: ImageUpload, content: bytes) -> Image:
    """The image, its files stored where nobody looks yet."""
    from catalogue._adapters.pillow_images import picture  # noqa: PLC0415 - Pillow loads where pictures are made

    made = picture(content, upload.content_type, upload.kind, upload.focal_point)
    same = {name: getattr(upload, name) for name in ("id", "kind", "language", "size_bytes", "sha256")}
    return Image(**same, position=0, **_stored(upload.id, upload.kind, upload.sha256, made))


def _stored(image_id: ImageId, kind: ImageKind, sha256: str, made: Picture) -> dict[str, Any]:
    """Store the files; what of the image depends on them."""
    path = path_of(image_id, kind, sha256, made.focal_point)
    _wiring.shown_images().put(path, made.files)
    same = ("width", "height", "sizes", "blurhash", "colours", "focal_point")
    return {"path": path, **{name: getattr(made, name) for name in same}}


def _publish(upload: ImageUpload, image: Image) -> None:
    from catalogue._adapters.mysql_image_uploads import OpenImageUploads  # noqa: PLC0415

    now = clock.now()
    with _wiring.images().transaction(upload.owner) as images:
        uploads = OpenImageUploads(images.tx)
        now_known = uploads.lock(upload.id)
        if now_known.state != "pending":  # the same notification was faster
            return
        require_room(images.images, image.kind, image.language, image.sha256)
        events = images.become(placed(images.images, image, None), now, upload.uploaded_by)
        uploads.replace(published(now_known, now))
        images.tx.save(*events)
    _show(images.thing)


def change(image_id: ImageId, patch: Mapping[str, Any], caller: Caller, expected: int) -> tuple[Image, int]:
    """The image after a patch, and its owner's version.

    Another focal point makes every picture anew; who still holds the older address sees the older crop. Raises
    `ImageNotFound`, `ChangedMeanwhile`, `ImageTaken`, `FieldLocked`.
    """
    owner, image = _wiring.images().find(image_id)
    cropped = _cropped(image, patch) if patch.get("focal_point", image.focal_point) != image.focal_point else {}
    now = clock.now()
    with _wiring.images().transaction(owner) as images:
        require_version(images.thing, expected)
        before = one_of(images.images, image_id)
        after = replace(before, language=patch.get("language", before.language), **cropped)
        moved = after.language != before.language
        if moved:
            require_room(without(images.images, image_id), after.kind, after.language, after.sha256)
        position = patch.get("position", None if moved else before.position)
        events = images.become(placed(images.images, after, position), now, caller.sub)
        images.tx.save(*events)
    _show(images.thing)
    return one_of(images.images, image_id), images.thing.version


def _cropped(image: Image, patch: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that another focal point changes, of the uploaded file."""
    from catalogue._adapters.pillow_images import picture  # noqa: PLC0415 - Pillow loads where pictures are made

    content = _wiring.image_bucket().read(image.id)
    made = picture(content, None, image.kind, patch["focal_point"])
    return _stored(image.id, image.kind, image.sha256, made)


def remove(image_id: ImageId, caller: Caller, expected: int) -> int:
    """Take the image away with all its files; its owner's version.

    Raises `ImageNotFound`, `ChangedMeanwhile`, `FieldLocked`.
    """
    owner, image = _wiring.images().find(image_id)
    with _wiring.images().transaction(owner) as images:
        require_version(images.thing, expected)
        one_of(images.images, image_id)
        images.tx.save(*images.become(without(images.images, image_id), clock.now(), caller.sub))
    _show(images.thing)
    _wiring.shown_images().remove(image_id, image.kind)
    _wiring.image_bucket().forget(image_id)
    return images.thing.version


def _show(thing: Thing[Any]) -> None:
    """Let readers see a title's next version at once; people are read from MySQL."""
    if isinstance(thing, Title):
        show(thing)
