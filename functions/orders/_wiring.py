"""Where the adapters of orders are built, each on first use. Drivers are imported by what opens them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from orders._settings import Settings

if TYPE_CHECKING:
    from chassis.mysql import Database
    from orders._adapters.mysql_checkouts import Checkouts
    from orders._adapters.mysql_orders import Orders
    from orders._adapters.rpc_catalogue import FilmNames
    from orders._adapters.signed_codes import TicketCodes
    from orders._adapters.step_functions import Executions


@cache
def database() -> Database:
    from chassis.mysql import Database  # noqa: PLC0415 - drivers load on first use

    settings = Settings.load()
    return Database(settings.mysql_url, settings.mysql_secret)


@cache
def checkouts() -> Checkouts:
    from orders._adapters.mysql_checkouts import Checkouts  # noqa: PLC0415

    return Checkouts(database())


@cache
def orders() -> Orders:
    from orders._adapters.mysql_orders import Orders  # noqa: PLC0415

    return Orders(database())


@cache
def executions() -> Executions:
    from chassis.secrets import aws  # noqa: PLC0415
    from orders._adapters.step_functions import Executions  # noqa: PLC0415

    return Executions(aws("stepfunctions"), Settings.load().checkout_machine_arn)


@cache
def film_names() -> FilmNames:
    from chassis.rpc import Rpc  # noqa: PLC0415
    from orders._adapters.rpc_catalogue import FilmNames  # noqa: PLC0415

    settings = Settings.load()
    return FilmNames(Rpc(settings.rpc_url, "orders", settings.rpc_client_secret))


@cache
def ticket_codes() -> TicketCodes:
    from orders._adapters.signed_codes import TicketCodes  # noqa: PLC0415

    return TicketCodes(Settings.load().tickets_secret)
