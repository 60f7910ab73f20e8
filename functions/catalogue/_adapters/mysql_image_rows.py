"""How an image lies in its table, and the images of an owner."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from catalogue._domain.image import Colour, FocalPoint, Image, ImageId, Owner
from chassis.ids import from_bytes, to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chassis.mysql import Transaction

COLUMNS = (
    "kind, language, position, width, height, size_bytes, sha256, path, sizes, blurhash, colours, focal_x, focal_y"
)
OWNER = {"title": "title_id", "person": "person_id"}
_PLAIN = ("kind", "language", "position", "width", "height", "size_bytes", "sha256", "path", "blurhash")
_SELECT = f"SELECT id, {COLUMNS} FROM images WHERE"  # noqa: S608 - constants
# As `_domain.image` sorts them.
_ORDER = " ORDER BY FIELD(kind, 'poster', 'backdrop', 'logo', 'still', 'profile'), COALESCE(language, ''), position"


def images_of(tx: Transaction, owner: Owner) -> tuple[Image, ...]:
    """An owner's images in the order of readers."""
    sql = f"{_SELECT} {OWNER[owner.kind]} = %s{_ORDER}"
    return tuple(image_from(row) for row in tx.all(sql, (to_bytes(owner.id),)))


def images_of_title(tx: Transaction, title_id: bytes) -> tuple[Image, ...]:
    """The part `images` of a title."""
    return images_of(tx, Owner("title", from_bytes(title_id)))


def image_values(image: Image) -> tuple[Any, ...]:
    """The values of `COLUMNS`."""
    colours = json.dumps([[each.hex, each.share] for each in image.colours])
    return (
        *(image.kind, image.language, image.position, image.width, image.height, image.size_bytes, image.sha256),
        *(image.path, ",".join(image.sizes), image.blurhash, colours, image.focal_point.x, image.focal_point.y),
    )


def image_from(row: Mapping[str, Any]) -> Image:
    """The image of a row."""
    return Image(
        id=ImageId(from_bytes(row["id"])),
        sizes=tuple(row["sizes"].split(",")),
        colours=tuple(Colour(*each) for each in json.loads(row["colours"])),
        focal_point=FocalPoint(float(row["focal_x"]), float(row["focal_y"])),
        **{name: row[name] for name in _PLAIN},
    )
