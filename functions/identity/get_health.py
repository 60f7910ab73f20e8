"""GET /health: whether identity's database and key set answer."""

from chassis.health import Health, health
from chassis.http import Reply, endpoint
from identity import _wiring


@endpoint("GET /health")
def handler() -> Reply[Health]:
    checks = {"mysql": lambda: _wiring.database().ping(), "keys": lambda: _wiring.public_keys().document()}
    return health(checks)
