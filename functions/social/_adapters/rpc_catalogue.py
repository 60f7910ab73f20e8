"""The catalogue's titles over gRPC, by ids, in one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.rpc.catalogue.v1.catalogue_pb2 import BatchGetTitlesRequest
from contracts.rpc.catalogue.v1.catalogue_pb2_grpc import CatalogueServiceStub

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chassis.rpc import Rpc
    from contracts.rpc.catalogue.v1.catalogue_pb2 import Title
    from social._domain.rating import TitleId


class CatalogueTitles:
    """Asks."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self._stub = CatalogueServiceStub(rpc.channel)

    def read(self, ids: Sequence[TitleId]) -> dict[TitleId, Title]:
        """Those of the titles that exist. Raises `Unavailable`."""
        answer = self._rpc.ask(self._stub.BatchGetTitles, BatchGetTitlesRequest(ids=ids))
        return {title.id: title for title in answer.titles}
