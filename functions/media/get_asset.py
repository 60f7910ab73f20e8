"""GET /assets/{asset_id}: where to play it, its posters, its renditions."""

from chassis.http import Reply, endpoint
from media import _wiring
from media._domain.upload import AssetId
from media._replies import AssetReply


@endpoint("GET /assets/{asset_id}", cache="public, s-maxage=2, stale-while-revalidate=2")
def handler(asset_id: AssetId) -> Reply[AssetReply]:
    asset = _wiring.assets().read(asset_id)
    return Reply(AssetReply.of(asset), version=asset.version)
