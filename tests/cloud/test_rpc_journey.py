"""The gRPC server of the running cloud, asked as the context that calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chassis.rpc import Rpc
from contracts.rpc.catalogue.v1.catalogue_pb2 import BatchGetAvailabilityRequest, BatchGetTitlesRequest
from contracts.rpc.catalogue.v1.catalogue_pb2_grpc import CatalogueServiceStub
from integration.catalogue.context_stores import thaw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local_cloud import Cloud


@pytest.fixture
def rpc(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rpc]:
    """The chassis's client in the environment that the template gives to a function of social."""
    settings = cloud.settings
    for name, value in {
        "AWS_ENDPOINT_URL": settings.aws_endpoint,
        "AWS_DEFAULT_REGION": settings.region,
        "AWS_ACCESS_KEY_ID": settings.account,
        "AWS_SECRET_ACCESS_KEY": "local",
        "CDLC_PUBLIC_URL": settings.public_url,
        "POWERTOOLS_SERVICE_NAME": "social",
    }.items():
        monkeypatch.setenv(name, value)
    thaw("social")
    made = Rpc(f"grpc://{settings.address('rpc')}", "social", f"cdlc/{settings.stage}/clients/social")
    yield made
    made.channel.close()
    thaw("social")


def test_the_catalogue_answers_over_grpc_what_it_answers_over_http(cloud: Cloud, rpc: Rpc) -> None:
    items: list[dict[str, Any]] = cloud.http.get("/api/catalogue/titles?limit=30").json()["items"]
    stub: Any = CatalogueServiceStub(rpc.channel)
    answer = rpc.ask(stub.BatchGetTitles, BatchGetTitlesRequest(ids=[item["id"] for item in items]))
    names = ("id", "kind", "name", "original_name", "release_date", "runtime_minutes")
    told = [{name: getattr(title, name) if _known(title, name) else None for name in names} for title in answer.titles]
    assert told == [{name: item[name] for name in names} for item in items]


def test_what_came_out_in_a_country_is_what_the_titles_releases_say(cloud: Cloud, rpc: Rpc) -> None:
    title_id = cloud.http.get("/api/catalogue/find?source=cdlc&id=nosferatu").json()["id"]
    items = cloud.http.get(f"/api/catalogue/titles/{title_id}/releases").json()["items"]
    stub: Any = CatalogueServiceStub(rpc.channel)
    request = BatchGetAvailabilityRequest(title_ids=[title_id], country_code="DE")
    (told,) = rpc.ask(stub.BatchGetAvailability, request).titles
    german = [(each["type"], each["release_date"]) for each in items if each["country_code"] == "DE"]
    assert [(each.type, each.release_date) for each in told.releases] == german
    assert [day for _, day in german] == ["1922-03-04", "1922-03-15"]


def _known(title: Any, name: str) -> bool:
    return name in {"id", "kind", "name", "original_name"} or bool(title.HasField(name))
