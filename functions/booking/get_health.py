"""GET /health: whether MySQL and Redis answer."""

from booking import _wiring
from chassis.health import Health, health
from chassis.http import Reply, endpoint


@endpoint("GET /health")
def handler() -> Reply[Health]:
    return health({"mysql": _wiring.database().ping, "redis": _wiring.holds().ping})
