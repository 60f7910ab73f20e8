"""Clients of the other stores: made on first use, one per address, with timeouts shorter than a request's."""

import time
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from chassis.errors import Unavailable
from chassis.secrets import secret

if TYPE_CHECKING:
    from cassandra.cluster import Session
    from clickhouse_connect.driver.client import Client
    from neo4j import Driver, Query
    from redis import Redis

_QUIET_SECONDS = 5  # after these a connection may have died in the freezer: it is asked before it is trusted


@cache
def redis_client(url: str) -> "Redis[str]":
    """Redis at `redis[s]://host:port/db`, answers as text; connects on the first command, repeats once."""
    from redis import Redis  # noqa: PLC0415
    from redis.backoff import NoBackoff  # noqa: PLC0415
    from redis.retry import Retry  # noqa: PLC0415

    once_more = Retry(NoBackoff(), 1)
    return Redis.from_url(url, decode_responses=True, retry=once_more, socket_connect_timeout=1, socket_timeout=2)


@cache
def clickhouse_client(url: str, secret_name: str) -> "Client":
    """ClickHouse at `http[s]://user@host:port/database`. Raises `Unavailable` where it does not answer."""
    import clickhouse_connect  # noqa: PLC0415

    parts = urlsplit(url)
    told: dict[str, Any] = {"interface": parts.scheme, "host": parts.hostname, "port": parts.port or 8123}
    told |= {"username": unquote(parts.username or "default"), "password": secret(secret_name)}
    told |= {"connect_timeout": 2, "send_receive_timeout": 8, "autogenerate_session_id": False}
    try:
        return clickhouse_connect.get_client(**told, database=parts.path.strip("/") or "default")
    except clickhouse_connect.driver.exceptions.Error as error:
        raise Unavailable("ClickHouse does not answer") from error


class Cassandra:
    """The keyspace of `cassandra://user@host:port/keyspace[?tls=verify]`, on Cassandra or ScyllaDB."""

    def __init__(self, url: str, secret_name: str) -> None:
        self._url, self._secret_name, self._used = urlsplit(url), secret_name, 0.0
        self._session: Session | None = None
        self._prepared: dict[str, Any] = {}

    def execute(self, cql: str, params: Sequence[object] = ()) -> list[Any]:
        """Every row, a named tuple each; `?` are bound. Raises `Unavailable`, or the driver's error for wrong `cql`."""
        from cassandra import OperationTimedOut, RequestExecutionException  # noqa: PLC0415
        from cassandra.cluster import NoHostAvailable  # noqa: PLC0415

        try:
            session = self._awake()
            statement = self._prepared[cql] = self._prepared.get(cql) or session.prepare(cql)
            rows = list(session.execute(statement, params))
        except (NoHostAvailable, OperationTimedOut, RequestExecutionException) as error:
            self._used = 0.0
            raise Unavailable("Cassandra does not answer, or not to this user") from error
        self._used = time.monotonic()
        return rows

    def _awake(self) -> "Session":
        """The session; another one where it was quiet, or failed, and does not answer at once."""
        if self._session and time.monotonic() - self._used > _QUIET_SECONDS:
            try:
                self._session.execute("SELECT key FROM system.local", timeout=1)
            except Exception:  # noqa: BLE001 - whatever it is, this session is given up
                self._session.cluster.shutdown()
                self._session = None
        if self._session is None:
            self._session, self._prepared = self._connect(), {}
        return self._session

    def _connect(self, *, fresh: bool = False) -> "Session":
        import ssl  # noqa: PLC0415

        from cassandra import AuthenticationFailed, ConsistencyLevel, auth, cluster  # noqa: PLC0415

        profile = cluster.ExecutionProfile(request_timeout=3, consistency_level=ConsistencyLevel.LOCAL_QUORUM)
        told: dict[str, Any] = {"execution_profiles": {cluster.EXEC_PROFILE_DEFAULT: profile}, "protocol_version": 4}
        told |= {"connect_timeout": 2, "control_connection_timeout": 2}
        told |= dict.fromkeys(("schema_metadata_enabled", "token_metadata_enabled", "monitor_reporting_enabled"), False)
        user, password = unquote(self._url.username or ""), secret(self._secret_name, fresh=fresh)
        if self._url.query == "tls=verify":
            told |= {"ssl_context": ssl.create_default_context()}
            told |= {"ssl_options": {"server_hostname": self._url.hostname}}
        nodes = [self._url.hostname], self._url.port or 9042
        known = cluster.Cluster(*nodes, auth_provider=auth.PlainTextAuthProvider(user, password), **told)
        try:
            return known.connect(self._url.path.strip("/"))
        except cluster.NoHostAvailable as error:
            known.shutdown()
            if fresh or not any(isinstance(each, AuthenticationFailed) for each in error.errors.values()):
                raise
        return self._connect(fresh=True)  # the password was rotated


class Neo4j:
    """The database of `bolt://user@host:port[/database]`; `neo4j+s://` for a cluster with verified TLS."""

    def __init__(self, url: str, secret_name: str) -> None:
        self._url, self._secret_name = urlsplit(url), secret_name
        self._driver: Driver | None = None

    def execute(self, cypher: str, **params: object) -> list[dict[str, Any]]:
        """Every record of one transaction, a dict each; `$name` are bound. It may run twice, as Neo4j's own rule is.

        Raises `Unavailable`, or the driver's error for wrong `cypher` and broken constraints.
        """
        from neo4j import Query, exceptions  # noqa: PLC0415

        try:
            return self._ask(Query(cypher, timeout=5), params)
        except (exceptions.Neo4jError, exceptions.DriverError) as error:
            if isinstance(error, exceptions.Neo4jError) and not error.is_retryable() and ".Security." not in error.code:
                raise
            raise Unavailable("Neo4j does not answer, or not to this user") from error

    def _ask(self, query: "Query", params: dict[str, Any], *, fresh: bool = False) -> list[dict[str, Any]]:
        from neo4j import GraphDatabase, exceptions  # noqa: PLC0415

        if self._driver is None or fresh:
            self._driver = GraphDatabase.driver(
                f"{self._url.scheme}://{self._url.netloc.rpartition('@')[2]}",
                auth=(unquote(self._url.username or ""), secret(self._secret_name, fresh=fresh)),
                connection_timeout=2, connection_acquisition_timeout=3, liveness_check_timeout=_QUIET_SECONDS,
                max_transaction_retry_time=2, initial_retry_delay=0.1, telemetry_disabled=True,
                notifications_min_severity="OFF",
            )  # fmt: skip
        try:
            found = self._driver.execute_query(query, params, database_=self._url.path.strip("/") or "neo4j")
        except exceptions.AuthError:
            self._driver.close()
            self._driver = None
            if fresh:
                raise
            return self._ask(query, params, fresh=True)  # the password was rotated
        return [record.data() for record in found.records]


cassandra_session, neo4j_driver = cache(Cassandra), cache(Neo4j)
