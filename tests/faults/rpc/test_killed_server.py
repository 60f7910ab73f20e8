"""kill -9 of the gRPC server under calls: the client's own retry carries every call over; without it calls fail."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING, Any

import pytest

from chassis.errors import Unavailable
from chassis.rpc import PATIENT, Rpc
from contracts.rpc.catalogue.v1.catalogue_pb2 import BatchGetTitlesRequest
from contracts.rpc.catalogue.v1.catalogue_pb2_grpc import CatalogueServiceStub
from engines import control
from integration.catalogue.context_stores import thaw
from local_cloud import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_cloud import Cloud

CALLERS = 4
BACK_WITHIN = 30.0


@pytest.fixture(autouse=True)
def environment(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the template gives to a function that calls."""
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
    yield
    thaw("social")


def part(cloud: Cloud) -> dict[str, Any]:
    snapshot = control.status(cloud.settings.state)
    assert snapshot is not None
    return next(each for each in snapshot["parts"] if each["name"] == "rpc")


def kill(cloud: Cloud) -> Callable[[], bool]:
    """Kill -9 the server; what is returned tells whether it is back."""
    before = part(cloud)
    os.kill(before["pid"], signal.SIGKILL)
    return lambda: (now := part(cloud))["state"] == "healthy" and now["pid"] != before["pid"]


def calls_while_killed(cloud: Cloud, service_config: str) -> tuple[int, list[Exception]]:
    """Callers that never pause, the server killed among their calls and back: calls answered, and failures."""
    settings = cloud.settings
    rpc = Rpc(
        f"grpc://{settings.address('rpc')}", "social", f"cdlc/{settings.stage}/clients/social",
        service_config=service_config,
    )  # fmt: skip
    stub: Any = CatalogueServiceStub(rpc.channel)
    item = cloud.http.get("/api/catalogue/titles?limit=1").json()["items"][0]["id"]
    answered, failures, enough = [0], list[Exception](), threading.Event()
    rpc.ask(stub.BatchGetTitles, BatchGetTitlesRequest(ids=[item]))

    def call() -> None:
        while not enough.is_set():
            try:
                answer = rpc.ask(stub.BatchGetTitles, BatchGetTitlesRequest(ids=[item]), seconds=BACK_WITHIN)
                assert [title.id for title in answer.titles] == [item]
                answered[0] += 1
            except Exception as error:  # noqa: BLE001 - each is looked at by the test
                failures.append(error)

    callers = [threading.Thread(target=call) for _ in range(CALLERS)]
    for caller in callers:
        caller.start()
    back = kill(cloud)
    eventually(back, BACK_WITHIN, "the server is healthy again")
    reached = answered[0]
    eventually(lambda: answered[0] > reached + CALLERS, BACK_WITHIN, "calls are answered again")
    enough.set()
    for caller in callers:
        caller.join()
    rpc.channel.close()
    return answered[0], failures


def test_no_call_fails_while_the_server_is_killed_and_comes_back(cloud: Cloud) -> None:
    answered, failures = calls_while_killed(cloud, PATIENT)
    assert failures == []
    assert answered > CALLERS


def test_without_the_retry_calls_fail_while_the_server_is_away(cloud: Cloud) -> None:
    _, failures = calls_while_killed(cloud, "{}")
    assert failures
    assert {type(each) for each in failures} == {Unavailable}
