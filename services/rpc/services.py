"""What is served: each context's servicer with its own adapters, and the scope that its callers need."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from catalogue._adapters.mysql_availability import Availabilities
from catalogue._adapters.mysql_cards import Cards
from catalogue._rpc import CatalogueService
from chassis.mysql import Database
from contracts.rpc.catalogue.v1 import catalogue_pb2, catalogue_pb2_grpc

if TYPE_CHECKING:
    from collections.abc import Callable

    import grpc

    from rpc.settings import Settings

T = TypeVar("T")
_STATEMENT_SECONDS = 2  # so long a statement may hold a worker whose caller has given up


@dataclass(frozen=True, slots=True)
class Service:
    """A gRPC service by its full name, the scope of its callers' tokens, and how it is added to a server."""

    name: str
    scope: str
    add: Callable[[grpc.Server], None]


def services(settings: Settings) -> tuple[Service, ...]:
    """Every service of every context."""
    database = _database_per_thread(settings, "catalogue")
    servicer = CatalogueService(lambda: Cards(database()), lambda: Availabilities(database()))
    return (
        Service(
            _full_name(catalogue_pb2, "CatalogueService"),
            "catalogue:read",
            lambda server: catalogue_pb2_grpc.add_CatalogueServiceServicer_to_server(servicer, server),
        ),
    )


def _full_name(module: Any, service: str) -> str:
    return str(module.DESCRIPTOR.services_by_name[service].full_name)


def _database_per_thread(settings: Settings, context: str) -> Callable[[], Database]:
    """The context's schema as its own user; a `Database` is one connection, so each worker has its own."""
    url = f"mysql://{context}@{settings.mysql_address}/{context}"
    secret = f"cdlc/{settings.stage}/mysql/{context}"
    return thread_local(lambda: Database(url, secret, timeout_seconds=_STATEMENT_SECONDS))


def thread_local(make: Callable[[], T]) -> Callable[[], T]:
    """`make()`, once in each thread that asks."""
    kept = threading.local()

    def found() -> T:
        if not hasattr(kept, "made"):
            kept.made = make()
        made: T = kept.made
        return made

    return found
