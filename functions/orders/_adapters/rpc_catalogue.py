"""The catalogue over gRPC: what films are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis.errors import Unavailable
from chassis.telemetry import logger
from contracts.rpc.catalogue.v1.catalogue_pb2 import BatchGetTitlesRequest
from contracts.rpc.catalogue.v1.catalogue_pb2_grpc import CatalogueServiceStub

if TYPE_CHECKING:
    from collections.abc import Collection

    from chassis.rpc import Rpc

PATIENCE_SECONDS = 4
"""A paid order does not wait for a name."""


class FilmNames:
    """Asks."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self._stub = CatalogueServiceStub(rpc.channel)

    def of(self, title_ids: Collection[str]) -> dict[str, str]:
        """Names by title id, of at most 500; without what the catalogue does not know: empty if it is away."""
        asked = BatchGetTitlesRequest(ids=title_ids)
        try:
            answer = self._rpc.ask(self._stub.BatchGetTitles, asked, seconds=PATIENCE_SECONDS)
        except Unavailable as error:
            logger().warning("the catalogue does not answer: orders go without their film's name", exc_info=error)
            return {}
        return {title.id: title.name for title in answer.titles}
