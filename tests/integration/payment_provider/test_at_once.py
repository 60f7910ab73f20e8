"""What is asked at once happens once; the twins lack the protection and do it twice."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import stripe

from chassis.ids import new_id
from integration.payment_provider.provider_process import HOLD
from payment_provider.store import Session, Store
from payment_provider.work import Work
from unit.payment_provider.calls import Provider

if TYPE_CHECKING:
    from integration.payment_provider.provider_process import ProviderProcess


def at_once(provider: ProviderProcess, count: int, call: Callable[[stripe.StripeClient], Any]) -> list[Any]:
    """Every caller with a client of its own; what each got, an error included."""
    start = threading.Barrier(count)

    def one(_: int) -> Any:
        api = provider.client()
        start.wait()
        try:
            return call(api)
        except stripe.StripeError as error:
            return error

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_of_two_captures_one_wins(provider: ProviderProcess, api: stripe.StripeClient) -> None:
    for _ in range(5):
        intent = api.v1.payment_intents.create({**HOLD}).id
        answers = at_once(provider, 2, lambda client: client.v1.payment_intents.capture(intent))  # noqa: B023
        refusals = [answer for answer in answers if isinstance(answer, stripe.InvalidRequestError)]
        assert [refusal.code for refusal in refusals] == ["payment_intent_unexpected_state"]
        assert len(api.v1.balance_transactions.list({"source": _charge(api, intent)}).data) == 1


def test_a_capture_and_a_cancellation_exclude_each_other(provider: ProviderProcess, api: stripe.StripeClient) -> None:
    for _ in range(5):
        intent = api.v1.payment_intents.create({**HOLD}).id
        deeds = iter(("capture", "cancel"))
        answers = at_once(provider, 2, lambda client: getattr(client.v1.payment_intents, next(deeds))(intent))  # noqa: B023
        assert sum(isinstance(answer, stripe.InvalidRequestError) for answer in answers) == 1
        taken = len(api.v1.balance_transactions.list({"source": _charge(api, intent)}).data)
        assert taken == (api.v1.payment_intents.retrieve(intent).status == "succeeded")


def test_twenty_duplicates_of_a_request_are_one_intent(provider: ProviderProcess, api: stripe.StripeClient) -> None:
    customer = api.v1.customers.create({}).id
    key: Any = {"idempotency_key": new_id()}
    request: Any = {**HOLD, "customer": customer}
    answers = at_once(provider, 20, lambda client: client.v1.payment_intents.create(request, key))
    outcomes = Counter(getattr(answer, "http_status", 200) for answer in answers)
    assert outcomes[200] >= 1
    assert set(outcomes) <= {200, 409}
    assert len({answer.id for answer in answers if not isinstance(answer, Exception)}) == 1
    assert len(api.v1.payment_intents.list({"customer": customer}).data) == 1


def test_without_a_key_they_are_twenty(provider: ProviderProcess, api: stripe.StripeClient) -> None:
    customer = api.v1.customers.create({}).id
    at_once(provider, 20, lambda client: client.v1.payment_intents.create({**HOLD, "customer": customer}))
    assert len(api.v1.payment_intents.list({"customer": customer, "limit": 100}).data) == 20


def test_refunds_at_once_are_never_more_than_was_captured(provider: ProviderProcess, api: stripe.StripeClient) -> None:
    intent = api.v1.payment_intents.create({**HOLD, "capture_method": "automatic"}).id
    at_once(provider, 8, lambda client: client.v1.refunds.create({"payment_intent": intent, "amount": 300}))
    assert sum(refund.amount for refund in api.v1.refunds.list({"payment_intent": intent}).data) == 900


def _charge(api: stripe.StripeClient, intent: str) -> str:
    return str(api.v1.payment_intents.retrieve(intent).latest_charge)


def refund_beside_a_refund(folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Two refunds of 600 out of 1000, of which each waits, after it has read the charge, for the other; the sum."""
    provider = Provider(folder)
    intent = provider.intent(1000, capture_method="automatic")["id"]
    meeting, real = threading.Barrier(2), Work.need

    def need(self: Work, kind: str, identifier: str, param: str) -> Any:
        found = real(self, kind, identifier, param)
        if kind == "charge":
            with suppress(threading.BrokenBarrierError):
                meeting.wait(0.5)
        return found

    monkeypatch.setattr(Work, "need", need)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: provider.post("refunds", payment_intent=intent, amount=600), range(2)))
    return sum(refund["amount"] for refund in provider.get("refunds").body["data"])


def test_a_transaction_is_alone_with_what_it_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refund_beside_a_refund(tmp_path, monkeypatch) == 600


def test_without_the_transaction_more_is_refunded_than_was_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def open_to_all(self: Store) -> Iterator[Session]:
        yield Session(self._connection())

    monkeypatch.setattr(Store, "transaction", open_to_all)
    assert refund_beside_a_refund(tmp_path, monkeypatch) == 1200
