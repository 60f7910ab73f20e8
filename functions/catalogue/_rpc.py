"""CatalogueService over gRPC: what other contexts ask the catalogue. `services/rpc` runs it, not a function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue._domain.cards import asked_ids
from contracts.rpc.catalogue.v1 import catalogue_pb2
from contracts.rpc.catalogue.v1.catalogue_pb2 import (
    BatchGetAvailabilityRequest,
    BatchGetAvailabilityResponse,
    BatchGetPeopleRequest,
    BatchGetPeopleResponse,
    BatchGetTitlesRequest,
    BatchGetTitlesResponse,
    Person,
    Release,
    Title,
)
from contracts.rpc.catalogue.v1.catalogue_pb2_grpc import CatalogueServiceServicer

if TYPE_CHECKING:
    from collections.abc import Callable

    import grpc

    from catalogue._adapters.mysql_availability import Availabilities
    from catalogue._adapters.mysql_cards import Cards
    from catalogue._domain.availability import Availability
    from catalogue._domain.cards import PersonCard, TitleCard


class CatalogueService(CatalogueServiceServicer):
    """Answers with what the stores read: each is asked for anew in each thread, whose connection is its own."""

    def __init__(self, cards: Callable[[], Cards], availabilities: Callable[[], Availabilities]) -> None:
        self._cards, self._availabilities = cards, availabilities

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

    def BatchGetAvailability(  # noqa: N802 - gRPC's name
        self, request: BatchGetAvailabilityRequest, _: grpc.ServicerContext
    ) -> BatchGetAvailabilityResponse:
        """Titles, missing and removed ids, each in the order of the request. Raises `TooManyIds`, `UnknownCountry`."""
        ids = asked_ids(request.title_ids)
        known = self._availabilities().read(ids, request.country_code)
        return BatchGetAvailabilityResponse(
            titles=[_available(known[each]) for each in ids if each in known and not known[each].removed],
            missing_ids=[each for each in ids if each not in known],
            removed_ids=[each for each in ids if each in known and known[each].removed],
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


def _available(title: Availability) -> catalogue_pb2.Availability:
    return catalogue_pb2.Availability(
        title_id=title.title_id,
        kind=title.kind,
        status=title.status,
        release_date=title.release_date.isoformat() if title.release_date else None,
        releases=[
            Release(type=each.type, release_date=each.release_date.isoformat(), certification=each.certification)
            for each in title.releases
        ],
    )
