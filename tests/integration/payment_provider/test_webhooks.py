"""Signed webhooks: delivered, repeated until taken, doubled, late and out of order on request; and 3-D Secure."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import stripe

from chassis.ids import new_id
from integration.payment_provider.provider_process import HOLD
from local_cloud import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from integration.payment_provider.provider_process import ProviderProcess


class Shop:
    """Takes webhooks, refusing the first `refusals`; keeps what it verified."""

    def __init__(self) -> None:
        self.refusals, self.secret = 0, ""
        self.events: list[Any] = []
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                payload = self.rfile.read(int(self.headers["Content-Length"]))
                signature = self.headers["Stripe-Signature"]
                shop.events.append(stripe.Webhook.construct_event(payload, signature, shop.secret))  # type: ignore[no-untyped-call]
                status = 503 if shop.refusals else 200
                shop.refusals = max(0, shop.refusals - 1)
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"

    def of(self, metadata: dict[str, str]) -> list[str]:
        """The types of the events about one checkout, as they came."""
        return [event.type for event in self.events if event.data.object.metadata.to_dict() == metadata]


@pytest.fixture
def shop(api: stripe.StripeClient) -> Iterator[Shop]:
    made = Shop()
    threading.Thread(target=made.server.serve_forever, daemon=True).start()
    kinds: Any = ["payment_intent.created", "payment_intent.amount_capturable_updated", "payment_intent.succeeded"]
    endpoint = api.v1.webhook_endpoints.create({"url": made.url, "enabled_events": kinds})
    made.secret = str(endpoint.secret)
    yield made
    api.v1.webhook_endpoints.delete(endpoint.id)
    made.server.shutdown()
    made.server.server_close()


def buy(api: stripe.StripeClient) -> dict[str, str]:
    metadata = {"checkout_id": new_id()}
    intent = api.v1.payment_intents.create({**HOLD, "metadata": metadata})
    api.v1.payment_intents.capture(intent.id)
    return metadata


STORY = ["payment_intent.created", "payment_intent.amount_capturable_updated", "payment_intent.succeeded"]


def test_events_are_delivered_signed_and_in_order(api: stripe.StripeClient, shop: Shop) -> None:
    metadata = buy(api)
    assert eventually(lambda: len(shop.of(metadata)) == 3 and shop.of(metadata), 15, "three events came") == STORY
    assert [event.id for event in shop.events] == [
        event.id for event in api.v1.events.list({"limit": 10}).data[::-1] if event.type in STORY
    ][-3:]


def test_an_event_that_is_not_taken_comes_again(api: stripe.StripeClient, shop: Shop) -> None:
    shop.refusals = 2
    metadata = buy(api)
    eventually(lambda: len(shop.of(metadata)) == 5, 20, "the two that were refused came again")
    assert set(shop.of(metadata)) == set(STORY)
    pending = eventually(
        lambda: all(event.pending_webhooks == 0 for event in api.v1.events.list({"limit": 3}).data), 10, "all taken"
    )
    assert pending


def test_an_event_comes_twice_on_request(provider: ProviderProcess, api: stripe.StripeClient, shop: Shop) -> None:
    provider.fault("webhooks.deliver", "duplicate", metadata={"type": STORY[2]})
    metadata = buy(api)
    eventually(lambda: shop.of(metadata).count(STORY[2]) == 2, 15, "the event came twice")
    assert sorted(shop.of(metadata)) == sorted([*STORY, STORY[2]])


def test_an_event_comes_after_the_next_one_on_request(
    provider: ProviderProcess, api: stripe.StripeClient, shop: Shop
) -> None:
    provider.fault("webhooks.deliver", "reorder", metadata={"type": STORY[0]}, seconds=60)
    metadata = buy(api)
    eventually(lambda: len(shop.of(metadata)) == 3, 15, "three events came")
    assert shop.of(metadata)[0] != STORY[0]


def test_an_event_comes_late_on_request(provider: ProviderProcess, api: stripe.StripeClient, shop: Shop) -> None:
    provider.fault("webhooks.deliver", "late", metadata={"type": STORY[0]}, seconds=1.5)
    metadata = buy(api)
    eventually(lambda: len(shop.of(metadata)) == 3, 15, "three events came")
    assert shop.of(metadata)[-1] == STORY[0]


def test_nobody_beyond_this_machine_is_called(api: stripe.StripeClient) -> None:
    for url in ("https://shop.example/hook", "http://10.0.0.1/", "file:///etc/passwd", "nonsense"):
        with pytest.raises(stripe.InvalidRequestError) as error:
            api.v1.webhook_endpoints.create({"url": url, "enabled_events": ["*"]})
        assert error.value.code == "url_invalid"


def test_the_secret_of_an_endpoint_is_told_once(api: stripe.StripeClient, shop: Shop) -> None:
    endpoint = next(each for each in api.v1.webhook_endpoints.list({}).data if each.url == shop.url)
    assert shop.secret.startswith("whsec_")
    assert "secret" not in endpoint.to_dict()


@pytest.mark.parametrize(
    ("card", "outcome", "status", "redirect"),
    [
        ("pm_card_authenticationRequired", "approve", "requires_capture", "succeeded"),
        ("pm_card_authenticationRequired", "refuse", "requires_payment_method", "failed"),
        (
            "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
            "approve",
            "requires_payment_method",
            "failed",
        ),
    ],
)
def test_a_person_decides_on_the_bank_s_page(
    api: stripe.StripeClient, card: str, outcome: str, status: str, redirect: str
) -> None:
    intent = api.v1.payment_intents.create(
        {**HOLD, "payment_method": card, "return_url": "http://localhost/thanks?a=b"}
    )
    assert intent.status == "requires_action"
    assert intent.next_action
    page = str(intent.next_action.redirect_to_url.url)  # type: ignore[union-attr]
    assert "10.00 EUR" in httpx.get(page).text
    decided = httpx.post(page, data={"outcome": outcome})
    assert decided.status_code == 303
    assert decided.headers["location"].startswith("http://localhost/thanks?a=b&payment_intent=pi_")
    assert decided.headers["location"].endswith(f"redirect_status={redirect}")
    assert api.v1.payment_intents.retrieve(intent.id).status == status
    assert httpx.post(page, data={"outcome": "approve"}).status_code == 200, "it is decided already"
    assert api.v1.payment_intents.retrieve(intent.id).status == status


def test_the_bank_s_page_wants_the_intent_s_secret(provider: ProviderProcess, api: stripe.StripeClient) -> None:
    intent = api.v1.payment_intents.create({**HOLD, "payment_method": "pm_card_authenticationRequired"})
    page = f"{provider.url}/3d-secure/{intent.id}"
    for wrong in ("", "?client_secret=x"):
        assert httpx.post(page + wrong, data={"outcome": "approve"}).status_code == 404
    assert api.v1.payment_intents.retrieve(intent.id).status == "requires_action"
