"""The catalogue over gRPC: what a film is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis.errors import Unavailable
from chassis.telemetry import logger
from contracts.rpc.catalogue.v1.catalogue_pb2 import BatchGetTitlesRequest
from contracts.rpc.catalogue.v1.catalogue_pb2_grpc import CatalogueServiceStub

if TYPE_CHECKING:
    from chassis.rpc import Rpc

PATIENCE_SECONDS = 2
"""A paid order does not wait for a name."""


class FilmNames:
    """Asks."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self._stub = CatalogueServiceStub(rpc.channel)

    def of(self, title_id: str) -> str | None:
        """The film's name; None where the catalogue does not know it or does not answer in time."""
        asked = BatchGetTitlesRequest(ids=[title_id])
        try:
            answer = self._rpc.ask(self._stub.BatchGetTitles, asked, seconds=PATIENCE_SECONDS)
        except Unavailable as error:
            logger().warning("the catalogue does not answer: the order goes without the film's name", exc_info=error)
            return None
        return answer.titles[0].name if answer.titles else None
