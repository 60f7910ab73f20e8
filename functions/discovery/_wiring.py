"""Where discovery's adapters are built, each on first use. Drivers are imported by what opens them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from discovery._settings import Settings

if TYPE_CHECKING:
    from chassis.mysql import Database
    from discovery._adapters.mysql_ratings import Ratings
    from discovery._adapters.mysql_titles import KnownTitles
    from discovery._adapters.mysql_trending import Trending


@cache
def database() -> Database:
    from chassis.mysql import Database  # noqa: PLC0415 - drivers load on first use

    settings = Settings.load()
    return Database(settings.mysql_url, settings.mysql_secret)


@cache
def ratings() -> Ratings:
    from discovery._adapters.mysql_ratings import Ratings  # noqa: PLC0415

    return Ratings(database())


@cache
def known_titles() -> KnownTitles:
    from discovery._adapters.mysql_titles import KnownTitles  # noqa: PLC0415

    return KnownTitles(database())


@cache
def trending() -> Trending:
    from discovery._adapters.mysql_trending import Trending  # noqa: PLC0415

    return Trending(database())
