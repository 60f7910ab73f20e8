"""PUT /positions/{asset_id}: remember where the profile is in an asset; an older write never undoes a newer one."""

from chassis import clock
from chassis.http import Caller, endpoint
from media import _wiring
from media._domain.asset import require_within
from media._domain.position import Position, profile_of
from media._domain.upload import AssetId
from media._replies import NewPosition, PositionReply


@endpoint("PUT /positions/{asset_id}", scope="media:write")
def handler(asset_id: AssetId, body: NewPosition, caller: Caller) -> PositionReply:
    asset = _wiring.assets().read(asset_id)
    require_within(asset, body.position_ms)
    position = Position(asset.id, asset.title_id, body.position_ms, asset.duration_ms, clock.now())
    _wiring.positions().put(profile_of(caller.profile_id, caller.sub), position)
    return PositionReply.of(position)
