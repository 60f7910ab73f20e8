"""CatalogueService over gRPC: what other contexts ask the catalogue. `services/rpc` runs it, not a function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue._domain.cards import asked_ids
from contracts.rpc.catalogue.v1.catalogue_pb2 import (
    BatchGetPeopleRequest,
    BatchGetPeopleResponse,
    BatchGetTitlesRequest,
    BatchGetTitlesResponse,
    Person,
    Title,
)
from contracts.rpc.catalogue.v1.catalogue_pb2_grpc import CatalogueServiceServicer

if TYPE_CHECKING:
    from collections.abc import Callable

    import grpc

    from catalogue._adapters.mysql_cards import Cards
    from catalogue._domain.cards import PersonCard, TitleCard


class CatalogueService(CatalogueServiceServicer):
    """Answers with what `cards()` reads: it is asked anew in each thread, whose connection is its own."""

    def __init__(self, cards: Callable[[], Cards]) -> None:
        self._cards = cards

    def BatchGetTitles(  # noqa: N802 - gRPC's name
        self, request: BatchGetTitlesRequest, _: grpc.ServicerContext
    ) -> BatchGetTitlesResponse:
        """Titles and missing ids in the order of the request. Raises `TooManyIds`, `Unavailable`."""
        ids = asked_ids(request.ids)
        cards = self._cards().titles(ids)
        return BatchGetTitlesResponse(
            titles=[_told(cards[each]) for each in ids if each in cards],
            missing_ids=[each for each in ids if each not in cards],
        )

    def BatchGetPeople(  # noqa: N802 - gRPC's name
        self, request: BatchGetPeopleRequest, _: grpc.ServicerContext
    ) -> BatchGetPeopleResponse:
        """People and missing ids in the order of the request. Raises `TooManyIds`, `Unavailable`."""
        ids = asked_ids(request.ids)
        cards = self._cards().people(ids)
        return BatchGetPeopleResponse(
            people=[_person(cards[each]) for each in ids if each in cards],
            missing_ids=[each for each in ids if each not in cards],
        )


def _person(card: PersonCard) -> Person:
    return Person(id=card.id, name=card.name, known_for_department=card.known_for_department, version=card.version)


def _told(card: TitleCard) -> Title:
    """What is None stays absent."""
    return Title(
        id=card.id,
        kind=card.kind,
        name=card.name,
        original_name=card.original_name,
        original_language=card.original_language,
        year=card.release_date.year if card.release_date else None,
        release_date=card.release_date.isoformat() if card.release_date else None,
        runtime_minutes=card.runtime_minutes,
        vote_average=None if card.vote_average is None else float(card.vote_average),
        version=card.version,
    )
