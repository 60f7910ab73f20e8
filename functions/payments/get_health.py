"""GET /health: whether MySQL answers."""

from chassis.health import Health, health
from chassis.http import Reply, endpoint
from payments import _wiring


@endpoint("GET /health")
def handler() -> Reply[Health]:
    return health({"mysql": _wiring.database().ping})
