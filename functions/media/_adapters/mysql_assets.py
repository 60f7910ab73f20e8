"""Published assets in MySQL."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from chassis.ids import from_bytes, is_id, to_bytes
from media._domain.asset import Asset, Rendition
from media._domain.refusals import AssetNotFound
from media._domain.renditions import Loss
from media._domain.upload import AssetId, UploadId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chassis.mysql import Database, Transaction

_COLUMNS = "id, upload_id, title_id, duration_ms, has_audio, lost_ms, lost_warnings, version, created_at, updated_at"
_INSERT = f"INSERT INTO assets ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608 - constants
_INSERT_RENDITION = (
    "INSERT INTO renditions (asset_id, name, width, height, codec, bits_per_second, frames)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
)
_INSERT_POSTER = "INSERT INTO posters (asset_id, place, file_name) VALUES (%s, %s, %s)"
_BY_ID = f"SELECT {_COLUMNS} FROM assets WHERE id = %s"  # noqa: S608
_OF_TITLE = f"SELECT {_COLUMNS} FROM assets WHERE title_id = %s AND id < %s ORDER BY id DESC LIMIT %s"  # noqa: S608
_ALL = f"SELECT {_COLUMNS} FROM assets WHERE id < %s ORDER BY id DESC LIMIT %s"  # noqa: S608
_LAST = b"\xff" * 16


class Assets:
    """Reads assets."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, asset_id: str) -> Asset:
        """The asset. Raises `AssetNotFound`."""
        with self._database.read() as tx:
            row = tx.one(_BY_ID, (to_bytes(asset_id),)) if is_id(asset_id) else None
            if row is None:
                raise AssetNotFound(f"there is no asset {asset_id}")
            return _assets(tx, [row])[0]

    def page(self, title_id: str | None, after: str | None, limit: int) -> list[Asset]:
        """Assets of a title, or of all where it is None; the newest first, from behind the id `after`."""
        before = to_bytes(after) if after else _LAST
        with self._database.read() as tx:
            rows = tx.all(_OF_TITLE, (to_bytes(title_id), before, limit)) if title_id else tx.all(_ALL, (before, limit))
            return _assets(tx, rows)


def add(tx: Transaction, asset: Asset) -> None:
    """Store a new asset with what belongs to it."""
    at, identifier = asset.created_at.astimezone(UTC).replace(tzinfo=None), to_bytes(asset.id)
    title = to_bytes(asset.title_id) if asset.title_id else None
    lost = (asset.loss.missing_ms, asset.loss.warnings) if asset.loss else (None, None)
    values = (title, asset.duration_ms, asset.has_audio, *lost, asset.version, at, at)
    tx.run(_INSERT, (identifier, to_bytes(asset.upload_id), *values))
    rows = [(identifier, r.name, r.width, r.height, r.codec, r.bits_per_second, r.frames) for r in asset.renditions]
    tx.many(_INSERT_RENDITION, rows)
    tx.many(_INSERT_POSTER, [(identifier, place, name) for place, name in enumerate(asset.posters)])


def _assets(tx: Transaction, rows: Sequence[dict[str, Any]]) -> list[Asset]:
    if not rows:
        return []
    ids = tuple(row["id"] for row in rows)
    rungs = tx.all("SELECT * FROM renditions WHERE asset_id IN %s ORDER BY width * height DESC", (ids,))
    posters = tx.all("SELECT asset_id, file_name FROM posters WHERE asset_id IN %s ORDER BY place", (ids,))
    return [_asset(row, rungs, posters) for row in rows]


def _asset(row: dict[str, Any], rungs: Sequence[dict[str, Any]], posters: Sequence[dict[str, Any]]) -> Asset:
    own = [{**rung} for rung in rungs if rung["asset_id"] == row["id"]]
    for rung in own:
        del rung["asset_id"]
    return Asset(
        id=AssetId(from_bytes(row["id"])),
        upload_id=UploadId(from_bytes(row["upload_id"])),
        title_id=from_bytes(row["title_id"]) if row["title_id"] else None,
        duration_ms=row["duration_ms"],
        has_audio=bool(row["has_audio"]),
        loss=None if row["lost_ms"] is None else Loss(row["lost_ms"], row["lost_warnings"]),
        renditions=tuple(Rendition(**rung) for rung in own),
        posters=tuple(poster["file_name"] for poster in posters if poster["asset_id"] == row["id"]),
        created_at=row["created_at"].replace(tzinfo=UTC),
        version=row["version"],
    )
