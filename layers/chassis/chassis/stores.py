"""Clients of the other stores: made on first use, one per address, with timeouts shorter than a request's."""

from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from chassis.errors import Unavailable
from chassis.secrets import secret

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client
    from redis import Redis


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
