"""Where the adapters of insights are built, each on first use. Drivers are imported by what opens them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from insights._settings import Settings

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

    from insights._adapters.clickhouse import Metrics
    from insights._adapters.sink import Sink


def clickhouse() -> Client:
    """The client, made on the first call that ClickHouse answers."""
    from chassis.stores import clickhouse_client  # noqa: PLC0415

    settings = Settings.load()
    return clickhouse_client(settings.clickhouse_url, settings.clickhouse_secret)


@cache
def sink() -> Sink:
    from insights._adapters.clickhouse import Twins  # noqa: PLC0415
    from insights._adapters.sink import Sink  # noqa: PLC0415

    return Sink(Twins(clickhouse))


@cache
def metrics() -> Metrics:
    from insights._adapters.clickhouse import Metrics  # noqa: PLC0415

    return Metrics(clickhouse)
