"""The environment of insights."""

from chassis.settings import ContextSettings


class Settings(ContextSettings):
    """ClickHouse's address and the name of its password's secret; the secret that signs cursors."""

    clickhouse_url: str
    clickhouse_secret: str
    cursor_secret: str
