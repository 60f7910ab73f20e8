"""Uploads in MySQL: locked while they change, with their events in the same transaction."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC
from typing import TYPE_CHECKING, Any

from chassis.ids import from_bytes, is_id, to_bytes
from media._domain.refusals import UploadNotFound
from media._domain.upload import Upload

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from chassis.events import Event
    from chassis.mysql import Database, Transaction
    from media._domain.upload import UploadId

_NAMES = tuple(field.name for field in fields(Upload))
_COLUMNS = ", ".join(_NAMES)
_INSERT = f"INSERT INTO uploads ({_COLUMNS}) VALUES ({', '.join(f'%({name})s' for name in _NAMES)})"  # noqa: S608
_UPDATE = f"UPDATE uploads SET {', '.join(f'{name} = %({name})s' for name in _NAMES if name != 'id')} WHERE id = %(id)s"  # noqa: S608
_SELECT = f"SELECT {_COLUMNS} FROM uploads WHERE "  # noqa: S608 - constants
_IDS, _INSTANTS = ("id", "asset_id", "title_id"), ("created_at", "updated_at")


class Uploads:
    """Opens transactions and reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def transaction(self) -> Iterator[OpenUploads]:
        """A transaction on uploads; it rolls back unless saved."""
        with self._database.transaction() as tx:
            yield OpenUploads(tx)

    def read(self, upload_id: str, owner: str | None = None) -> Upload:
        """The upload; `owner` hides others' (raises `UploadNotFound`)."""
        with self._database.read() as tx:
            return _load(tx, upload_id, owner)

    def left(self, states: Sequence[str], before: datetime, limit: int = 100) -> list[Upload]:
        """Uploads in one of `states` that nothing has moved since `before`, the oldest first."""
        sql = f"{_SELECT} state IN %s AND updated_at < %s ORDER BY updated_at LIMIT %s"
        with self._database.read() as tx:
            return [_upload(row) for row in tx.all(sql, (tuple(states), before.replace(tzinfo=None), limit))]


class OpenUploads:
    """Uploads within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx

    def lock(self, upload_id: UploadId, owner: str | None = None) -> Upload:
        """The upload, kept from concurrent writers until the end. Raises `UploadNotFound`."""
        return _load(self.tx, upload_id, owner, " FOR UPDATE")

    def add(self, upload: Upload) -> None:
        self.tx.run(_INSERT, _row(upload))

    def replace(self, upload: Upload) -> None:
        """Store the next version of a locked upload."""
        self.tx.run(_UPDATE, _row(upload))

    def save(self, *events: Event) -> None:
        """Publish `events` and commit."""
        self.tx.save(*events)


def _load(tx: Transaction, upload_id: str, owner: str | None, lock: str = "") -> Upload:
    row = tx.one(f"{_SELECT} id = %s{lock}", (to_bytes(upload_id),)) if is_id(upload_id) else None
    if row is None or owner not in {None, row["owner"]}:
        raise UploadNotFound(f"there is no upload {upload_id}")
    return _upload(row)


def _upload(row: dict[str, Any]) -> Upload:
    told = {name: from_bytes(row[name]) if row[name] else None for name in _IDS}
    told |= {name: row[name].replace(tzinfo=UTC) for name in _INSTANTS}
    return Upload(**{**row, **told, "accept_damaged": bool(row["accept_damaged"])})


def _row(upload: Upload) -> dict[str, object]:
    row: dict[str, Any] = {name: getattr(upload, name) for name in _NAMES}
    row |= {name: to_bytes(row[name]) if row[name] else None for name in _IDS}
    return row | {name: row[name].astimezone(UTC).replace(tzinfo=None) for name in _INSTANTS}
