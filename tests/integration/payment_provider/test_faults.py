"""Each fault on request, as Stripe's SDK meets it; and what the process keeps through a kill -9."""

from __future__ import annotations

import itertools
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
import stripe

from chassis.ids import new_id
from integration.payment_provider.provider_process import HOLD
from local_cloud import eventually

if TYPE_CHECKING:
    from integration.payment_provider.provider_process import ProviderProcess

CREATE = "payment_intents.create"


def tagged() -> tuple[dict[str, str], dict[str, Any]]:
    """Metadata that no other test has, and a request with it."""
    metadata = {"checkout_id": new_id()}
    return metadata, {**HOLD, "metadata": metadata}


def found(api: stripe.StripeClient, metadata: dict[str, str]) -> list[Any]:
    query = f"metadata['checkout_id']:'{metadata['checkout_id']}'"
    return list(api.v1.payment_intents.search({"query": query}).data)


@pytest.mark.parametrize(
    ("effect", "error", "committed"),
    [
        ("reset_before_commit", stripe.APIConnectionError, 0),
        ("lose_answer", stripe.APIConnectionError, 1),
        ("server_error", stripe.APIError, 0),
        ("kept_server_error", stripe.APIError, 0),
        ("rate_limit", stripe.RateLimitError, 0),
    ],
)
def test_a_fault_shows_itself_as_its_name_says(
    provider: ProviderProcess, api: stripe.StripeClient, effect: str, error: type[Exception], committed: int
) -> None:
    metadata, request = tagged()
    provider.fault(CREATE, effect, metadata=metadata)
    key: Any = {"idempotency_key": new_id()}
    with pytest.raises(error):
        api.v1.payment_intents.create(request, key)
    assert len(found(api, metadata)) == committed
    if effect == "kept_server_error":
        with pytest.raises(error) as replayed:
            api.v1.payment_intents.create(request, key)
        assert replayed.value.headers["Idempotent-Replayed"] == "true"
        assert replayed.value.headers["Original-Request"].startswith("req_")
    else:
        again = api.v1.payment_intents.create(request, key)
        assert [intent.id for intent in found(api, metadata)] == [again.id]


@pytest.mark.parametrize("effect", ["delay", "late_answer"])
def test_a_late_answer_is_an_answer(provider: ProviderProcess, api: stripe.StripeClient, effect: str) -> None:
    metadata, request = tagged()
    provider.fault(CREATE, effect, metadata=metadata, seconds=0.3)
    began = time.monotonic()
    assert api.v1.payment_intents.create(request).status == "requires_capture"
    assert time.monotonic() - began >= 0.3


def test_a_key_in_flight_is_told_so(provider: ProviderProcess, api: stripe.StripeClient) -> None:
    metadata, request = tagged()
    key: Any = {"idempotency_key": new_id()}
    provider.fault(CREATE, "delay", metadata=metadata, seconds=3)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(api.v1.payment_intents.create, request, key)
        eventually(lambda: provider.http.get("/_faults").json()["data"][-1]["applied"], 10, "the first has begun")
        with pytest.raises(stripe.APIError) as error:
            provider.client().v1.payment_intents.create(request, key)
        assert error.value.http_status == 409
        assert error.value.json_body["error"]["code"] == "idempotency_key_in_use"
        assert first.result().status == "requires_capture"


def test_a_fault_waits_for_its_call_and_hits_as_often_as_told(
    provider: ProviderProcess, api: stripe.StripeClient
) -> None:
    metadata, request = tagged()
    provider.fault(CREATE, "server_error", metadata=metadata, nth=2, times=2)
    api.v1.payment_intents.create({**HOLD})  # another's
    outcomes = []
    for _ in range(4):
        try:
            outcomes.append(api.v1.payment_intents.create(request).object)
        except stripe.APIError:
            outcomes.append("error")
    assert outcomes == ["payment_intent", "error", "error", "payment_intent"]


def test_a_fault_is_matched_by_the_object_that_a_call_names(
    provider: ProviderProcess, api: stripe.StripeClient
) -> None:
    metadata, request = tagged()
    intent, other = api.v1.payment_intents.create(request), api.v1.payment_intents.create({**HOLD})
    provider.fault("payment_intents.capture", "lose_answer", metadata=metadata)
    assert api.v1.payment_intents.capture(other.id).status == "succeeded"
    with pytest.raises(stripe.APIConnectionError):
        api.v1.payment_intents.capture(intent.id)
    assert api.v1.payment_intents.retrieve(intent.id).status == "succeeded"


@pytest.mark.parametrize(
    "told",
    [
        {"operation": "nothing", "effect": "delay"},
        {"operation": CREATE, "effect": "explode"},
        {"operation": CREATE, "effect": "duplicate"},
        {"operation": "webhooks.deliver", "effect": "delay"},
        {"operation": CREATE, "effect": "delay", "seconds": "long"},
        {"operation": CREATE, "effect": "delay", "applied": 3},
        [],
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(provider: ProviderProcess, told: Any) -> None:
    assert provider.http.post("/_faults", json=told).status_code == 400
    assert provider.http.get("/_faults").json() == {"data": []}


@pytest.mark.parametrize(("effect", "survives"), [("die_before_commit", 0), ("die_after_commit", 1)])
def test_a_kill_leaves_the_whole_of_a_payment_or_nothing(own: ProviderProcess, effect: str, survives: int) -> None:
    metadata, request = tagged()
    own.fault(CREATE, effect, metadata=metadata)
    key: Any = {"idempotency_key": new_id()}
    with pytest.raises(stripe.APIConnectionError):
        own.client().v1.payment_intents.create(request, key)
    assert own.died() == -signal.SIGKILL
    own.start()
    assert len(found(own.client(), metadata)) == survives
    again = own.client().v1.payment_intents.create(request, key)
    assert [intent.id for intent in found(own.client(), metadata)] == [again.id]
    assert len(own.client().v1.charges.list({"payment_intent": again.id}).data) == 1


def test_no_acknowledged_payment_is_lost_by_kills_under_load(own: ProviderProcess) -> None:
    acknowledged: list[str] = []

    def shop() -> None:
        api = own.client()
        for _ in itertools.count():
            try:
                acknowledged.append(api.v1.payment_intents.create({**HOLD, "capture_method": "automatic"}).id)
            except stripe.APIConnectionError:
                return

    for _ in range(3):
        before = len(acknowledged)
        with ThreadPoolExecutor(4) as pool:
            for _ in range(4):
                pool.submit(shop)
            eventually(lambda: len(acknowledged) >= before + 20, 60, "payments are made")  # noqa: B023
            own.kill()
        own.start()
    api = own.client()
    for intent in acknowledged:
        assert api.v1.payment_intents.retrieve(intent).status == "succeeded"
    entries = list(api.v1.balance_transactions.list({"limit": 100}).auto_paging_iter())
    assert len(acknowledged) <= len(entries) <= len(acknowledged) + 12, "what was under way may have been done"
    assert api.v1.balance.retrieve().available[0].amount == sum(entry.net for entry in entries)
