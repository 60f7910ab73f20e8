"""GET /health: whether MySQL and Cassandra answer."""

from chassis.health import Health, health
from chassis.http import Reply, endpoint
from media import _wiring


@endpoint("GET /health")
def handler() -> Reply[Health]:
    return health({"mysql": _wiring.database().ping, "cassandra": _wiring.positions().ping})
