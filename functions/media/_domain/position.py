"""Where a profile stopped watching an asset."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5


@dataclass(frozen=True, slots=True)
class Position:
    """`updated_at` decides between two writes: the newer one stays, whichever arrives last."""

    asset_id: str
    title_id: str | None
    position_ms: int
    duration_ms: int
    updated_at: datetime


def profile_of(profile_id: str | None, sub: str) -> UUID:
    """Whose positions these are: the profile's; without one the account's own, under an id made of its name."""
    return UUID(profile_id) if profile_id else uuid5(NAMESPACE_URL, f"/cdlc/accounts/{sub}")


def newest_first(met: Iterable[Position]) -> list[Position]:
    """Each asset once, as it was met last."""
    newest: dict[str, Position] = {}
    for each in met:
        known = newest.get(each.asset_id)
        if known is None or each.updated_at > known.updated_at:
            newest[each.asset_id] = each
    return sorted(newest.values(), key=lambda each: (each.updated_at, each.asset_id), reverse=True)


def behind(positions: Iterable[Position], after: tuple[str, str] | None) -> list[Position]:
    """Those behind the place (`updated_at` in ISO 8601, asset) where the last page ended."""
    if after is None:
        return list(positions)
    place = (datetime.fromisoformat(after[0]), after[1])
    return [each for each in positions if (each.updated_at, each.asset_id) < place]
