"""Where social's adapters are built, each on first use. Drivers are imported by what opens them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from social._settings import Settings

if TYPE_CHECKING:
    from chassis.mysql import Database
    from social._adapters.mysql_follows import Follows
    from social._adapters.mysql_ratings import Ratings
    from social._adapters.mysql_seen import SeenRatings
    from social._adapters.neo4j_graph import FollowGraph
    from social._adapters.rpc_catalogue import CatalogueTitles


@cache
def database() -> Database:
    from chassis.mysql import Database  # noqa: PLC0415 - drivers load on first use

    settings = Settings.load()
    return Database(settings.mysql_url, settings.mysql_secret)


@cache
def follows() -> Follows:
    from social._adapters.mysql_follows import Follows  # noqa: PLC0415

    return Follows(database())


@cache
def ratings() -> Ratings:
    from social._adapters.mysql_ratings import Ratings  # noqa: PLC0415

    return Ratings(database())


@cache
def seen_ratings() -> SeenRatings:
    from social._adapters.mysql_seen import SeenRatings  # noqa: PLC0415

    return SeenRatings(database())


@cache
def graph() -> FollowGraph:
    from chassis.stores import neo4j_driver  # noqa: PLC0415
    from social._adapters.neo4j_graph import FollowGraph  # noqa: PLC0415

    settings = Settings.load()
    return FollowGraph(neo4j_driver(settings.neo4j_url, settings.neo4j_secret))


@cache
def catalogue() -> CatalogueTitles:
    from chassis.rpc import Rpc  # noqa: PLC0415
    from social._adapters.rpc_catalogue import CatalogueTitles  # noqa: PLC0415

    settings = Settings.load()
    return CatalogueTitles(Rpc(settings.rpc_url, "social", settings.rpc_client_secret))
