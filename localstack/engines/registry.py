"""The engines of the local cloud, in the order in which they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engines.cassandra_server import Cassandra
from engines.clickhouse import ClickHouse
from engines.edge import Edge
from engines.kafka_broker import KafkaBroker
from engines.kafka_connect import KafkaConnect
from engines.localstack_server import LocalStack
from engines.mariadb import MariaDB
from engines.neo4j_server import Neo4j
from engines.payments_server import Payments
from engines.redis_server import Redis
from engines.rpc_server import RpcServer

if TYPE_CHECKING:
    from cdlc.settings import Settings
    from engines.engine import Engine

_ENGINES: tuple[type[Engine], ...] = (
    MariaDB, Redis, KafkaBroker, KafkaConnect, ClickHouse, Cassandra, Neo4j, Payments, RpcServer,
    LocalStack, Edge,
)  # fmt: skip


def engines(settings: Settings) -> tuple[Engine, ...]:
    """One of each, for this local cloud."""
    return tuple(engine(settings) for engine in _ENGINES)
