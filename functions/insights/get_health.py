"""GET /health: whether ClickHouse answers."""

from chassis.health import Health, health
from chassis.http import Reply, endpoint
from insights import _wiring


@endpoint("GET /health")
def handler() -> Reply[Health]:
    return health({"clickhouse": _wiring.metrics().ping})
