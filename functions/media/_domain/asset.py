"""What can be played: an asset, its renditions and posters."""

from dataclasses import dataclass
from datetime import datetime

from media._domain.job import PLAYLIST, prefix_of
from media._domain.refusals import PositionBeyondEnd
from media._domain.renditions import Loss
from media._domain.upload import AssetId, UploadId


@dataclass(frozen=True, slots=True)
class Rendition:
    """One rung as published; `bits_per_second` is its average."""

    name: str
    width: int
    height: int
    codec: str
    bits_per_second: int
    frames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """Renditions from the largest to the smallest; posters are file names in the order of the film."""

    id: AssetId
    upload_id: UploadId
    title_id: str | None
    duration_ms: int
    has_audio: bool
    loss: Loss | None
    renditions: tuple[Rendition, ...]
    posters: tuple[str, ...]
    created_at: datetime
    version: int = 1

    @property
    def playlist(self) -> str:
        """The multivariant playlist's path at the edge."""
        return f"/media/{prefix_of(self.id)}{PLAYLIST}.m3u8"

    def poster(self, file_name: str) -> str:
        """A poster's path at the edge."""
        return f"/media/{prefix_of(self.id)}posters/{file_name}"


def require_within(asset: Asset, position_ms: int) -> None:
    """Raise `PositionBeyondEnd`."""
    if position_ms > asset.duration_ms:
        raise PositionBeyondEnd(f"{position_ms} ms; the asset lasts {asset.duration_ms} ms")
