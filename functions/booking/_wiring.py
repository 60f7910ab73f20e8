"""Where booking's adapters are built, each on first use. Drivers are imported by what opens them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from booking._settings import Settings

if TYPE_CHECKING:
    from booking._adapters.mysql_programme import Programme
    from booking._adapters.mysql_sales import Sales
    from booking._adapters.mysql_showings import Showings
    from booking._adapters.redis_holds import Holds
    from chassis.mysql import Database


@cache
def database() -> Database:
    from chassis.mysql import Database  # noqa: PLC0415 - drivers load on first use

    settings = Settings.load()
    return Database(settings.mysql_url, settings.mysql_secret)


@cache
def showings() -> Showings:
    from booking._adapters.mysql_showings import Showings  # noqa: PLC0415

    return Showings(database())


@cache
def sales() -> Sales:
    from booking._adapters.mysql_sales import Sales  # noqa: PLC0415

    return Sales(database())


@cache
def programme() -> Programme:
    from booking._adapters.mysql_programme import Programme  # noqa: PLC0415

    return Programme(database())


@cache
def holds() -> Holds:
    from booking._adapters.redis_holds import Holds  # noqa: PLC0415
    from chassis.stores import redis_client  # noqa: PLC0415

    return Holds(redis_client(Settings.load().redis_url))
