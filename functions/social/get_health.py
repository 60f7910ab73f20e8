"""GET /health: whether MySQL and Neo4j answer."""

from chassis.health import Health, health
from chassis.http import Reply, endpoint
from social import _wiring


@endpoint("GET /health")
def handler() -> Reply[Health]:
    return health({"mysql": lambda: _wiring.database().ping(), "neo4j": lambda: _wiring.graph().ping()})
