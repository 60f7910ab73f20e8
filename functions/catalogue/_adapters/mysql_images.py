"""Images in MySQL: read with their owner, changed within the transaction of a locked owner."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from catalogue._adapters.mysql_image_rows import COLUMNS, OWNER, image_from, image_values, images_of
from catalogue._adapters.mysql_people import OpenPeople
from catalogue._adapters.mysql_retold import retell
from catalogue._adapters.mysql_rows import naive
from catalogue._adapters.mysql_titles import OpenTitles
from catalogue._domain.image import Image, ImageId, Owner, image_changes
from catalogue._domain.lock import require_unlocked
from catalogue._domain.refusals import ImageNotFound
from catalogue._domain.title import Title, TitleId
from chassis.ids import from_bytes, to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from catalogue._domain.history import FieldChange
    from catalogue._domain.image import OwnerKind
    from catalogue._domain.thing import Thing
    from chassis.events import Event
    from chassis.mysql import Database, Transaction

_INSERT = (
    f"INSERT INTO images ({COLUMNS}, updated_at, created_at, title_id, person_id, id)"  # noqa: S608 - constants
    f" VALUES ({', '.join(['%s'] * 18)})"
)
_UPDATE = f"UPDATE images SET {COLUMNS.replace(', ', ' = %s, ')} = %s, updated_at = %s WHERE id = %s"  # noqa: S608
_DELETE = "DELETE FROM images WHERE id = %s"
_FIND = f"SELECT title_id, person_id, id, {COLUMNS} FROM images WHERE id = %s"  # noqa: S608


class OpenImages:
    """The images of one locked owner within its transaction. Raises what the owner's kind raises where it is gone."""

    def __init__(self, tx: Transaction, owner: Owner) -> None:
        self.tx, self.owner = tx, owner
        self.thing: Thing[Any] = (
            OpenTitles(tx).lock(TitleId(owner.id)) if owner.kind == "title" else OpenPeople(tx).lock(owner.id)
        )
        self.images = images_of(tx, owner)

    def become(self, images: Sequence[Image], at: datetime, by: str) -> list[Event]:
        """Make the owner's images exactly these: its next version, history and event; none where nothing differs.

        Raises `FieldLocked` where a curator has locked a title's images.
        """
        changes = image_changes(self.images, images)
        if not changes:
            return []
        if isinstance(self.thing, Title):
            require_unlocked((each.field for each in changes), OpenTitles(self.tx).locks(self.thing.id))
        self._write(changes, at)
        self.images = tuple(images)
        if isinstance(self.thing, Title):
            self.thing, event = retell(self.tx, self.thing, changes, at, by)
        else:
            self.thing, event = OpenPeople(self.tx).retell(self.thing, changes, at, by)
        return [event]

    def _write(self, changes: Sequence[FieldChange], at: datetime) -> None:
        for each in changes:
            if each.after is None:
                self.tx.run(_DELETE, (to_bytes(each.before.id),))
            elif each.before is None:
                ids = (to_bytes(self.owner.id) if self.owner.kind == kind else None for kind in ("title", "person"))
                self.tx.run(_INSERT, (*image_values(each.after), naive(at), naive(at), *ids, to_bytes(each.after.id)))
            else:
                self.tx.run(_UPDATE, (*image_values(each.after), naive(at), to_bytes(each.after.id)))


class Images:
    """Reads, and opens transactions on an owner's images."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def transaction(self, owner: Owner) -> Iterator[OpenImages]:
        """A transaction that holds the owner; it rolls back unless saved."""
        with self._database.transaction() as tx:
            yield OpenImages(tx, owner)

    def of_person(self, person_id: str) -> tuple[Thing[Any], tuple[Image, ...]]:
        """A person and the images. Raises `PersonNotFound`, `PersonRemoved`."""
        with self._database.read() as tx:
            return OpenPeople(tx).load(person_id), images_of(tx, Owner("person", person_id))

    def find(self, image_id: ImageId) -> tuple[Owner, Image]:
        """An image and whose it is. Raises `ImageNotFound`."""
        with self._database.read() as tx:
            row = tx.one(_FIND, (to_bytes(image_id),))
        if row is None:
            raise ImageNotFound(f"there is no image {image_id}")
        kind: OwnerKind = "title" if row["title_id"] else "person"
        return Owner(kind, from_bytes(row[OWNER[kind]])), image_from(row)
