"""GET /positions/{asset_id}: where the profile stopped in an asset."""

from chassis.http import Caller, endpoint
from media import _wiring
from media._domain.position import profile_of
from media._domain.refusals import PositionNotFound
from media._domain.upload import AssetId
from media._replies import PositionReply


@endpoint("GET /positions/{asset_id}", scope="media:read")
def handler(asset_id: AssetId, caller: Caller) -> PositionReply:
    position = _wiring.positions().one(profile_of(caller.profile_id, caller.sub), asset_id)
    if position is None:
        raise PositionNotFound("this profile has not played that asset")
    return PositionReply.of(position)
