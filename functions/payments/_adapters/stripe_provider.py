"""Stripe, by its own SDK: one payment intent per payment, never confirmed before our row names it.

Every method says what the provider holds to be true afterwards, whatever became of the call itself. Retries live in
the state machine: the SDK makes none. Idempotency keys are the payment's id and the deed, so a repetition is one.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from chassis.secrets import secret
from payments._domain.ledger import Truth
from payments._domain.refusals import PaymentProviderUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from stripe import PaymentIntent, StripeClient

    from payments._domain.payment import Payment

T = TypeVar("T")
_TIMEOUT_SECONDS = (1.5, 6.0)  # to connect, to answer: three calls fit into a task's time
_ATTEMPTS = 3
_REFUSED = {"resource_missing", "amount_too_small", "amount_too_large", "payment_method_unactivated"}
"""What Stripe refuses because of what was asked, not of how: an answer to the person, as a decline is."""
_EXPAND = ["latest_charge"]


class StripeProvider:
    """`url` empty = Stripe's own address. Every method raises `PaymentProviderUnavailable`."""

    def __init__(self, url: str, secret_name: str) -> None:
        self._url, self._secret_name = url, secret_name

    def intend(self, payment: Payment) -> str | Truth:
        """The id of the payment's intent, made if it is new; it moves no money. A refusal of what was asked is true."""
        import stripe  # noqa: PLC0415 - it loads on first use

        money = payment.money
        if money is None:
            raise ValueError(f"payment {payment.id} has no amount")
        params: Any = {
            "amount": money.amount, "currency": money.currency.lower(), "capture_method": "manual",
            "payment_method_types": ["card"],
            "metadata": {"payment_id": payment.id, "checkout_id": payment.checkout_id},
        }  # fmt: skip
        try:
            return self._once(payment, "intend", lambda api, key: api.create(params, {"idempotency_key": key})).id
        except stripe.InvalidRequestError as error:
            if error.code not in _REFUSED:
                raise
            return Truth(decline_code=error.code)

    def look(self, payment: Payment) -> Truth:
        """What is true now."""
        return _truth(self._ask(lambda api: api.retrieve(_intent(payment), {"expand": _EXPAND})))

    def authorize(self, payment: Payment) -> Truth:
        """Hold the amount, or hear why not. A bank that wants to ask the person counts as a decline."""
        params: Any = {"payment_method": payment.method, "error_on_requires_action": True, "expand": _EXPAND}
        return self._do(
            payment, "authorize",
            lambda api, key: api.confirm(_intent(payment), params, {"idempotency_key": key}),
        )  # fmt: skip

    def capture(self, payment: Payment) -> Truth:
        """Take the whole hold, if it still stands."""
        return self._do(
            payment, "capture",
            lambda api, key: api.capture(_intent(payment), {"expand": _EXPAND}, {"idempotency_key": key}),
        )  # fmt: skip

    def release(self, payment: Payment) -> Truth:
        """Let the hold go and the intent end; what was taken is given back. From then on nothing can be taken."""
        truth = self._do(
            payment, "cancel",
            lambda api, key: api.cancel(_intent(payment), {"expand": _EXPAND}, {"idempotency_key": key}),
        )  # fmt: skip
        return self._refund(payment) if truth.captured > truth.refunded else truth

    def _refund(self, payment: Payment) -> Truth:
        import stripe  # noqa: PLC0415

        params: Any = {"payment_intent": _intent(payment), "metadata": {"payment_id": payment.id}}
        try:
            self._chain(
                payment, "refund", lambda client, key: client.v1.refunds.create(params, {"idempotency_key": key})
            )
        except stripe.InvalidRequestError as error:
            if error.code != "charge_already_refunded":
                raise
        return self.look(payment)

    def _do(self, payment: Payment, deed: str, call: Callable[[Any, str], PaymentIntent]) -> Truth:
        """A change of the intent; where its state does not allow that, or the bank says no, the truth says it."""
        import stripe  # noqa: PLC0415

        try:
            return _truth(self._once(payment, deed, call))
        except stripe.CardError:
            return self.look(payment)
        except stripe.InvalidRequestError as error:
            if error.code == "payment_intent_unexpected_state":
                return self.look(payment)
            if error.code not in _REFUSED:
                raise
            return Truth(decline_code=error.code)

    def _once(self, payment: Payment, deed: str, call: Callable[[Any, str], PaymentIntent]) -> PaymentIntent:
        return self._chain(payment, deed, lambda client, key: call(client.v1.payment_intents, key))

    def _chain(self, payment: Payment, deed: str, call: Callable[[StripeClient, str], T]) -> T:
        """Under the deed's key. Stripe keeps even a 5xx under it and would replay it for a day: the next key follows
        from the request that failed so, and is the same for everybody who meets that answer.
        """
        import stripe  # noqa: PLC0415

        key = f"{payment.id}:{deed}"
        for _ in range(_ATTEMPTS):
            try:
                return self._reach(lambda client, key=key: call(client, key))  # type: ignore[misc]
            except stripe.APIError as error:
                headers = error.headers or {}
                if headers.get("Idempotent-Replayed") != "true":
                    raise PaymentProviderUnavailable(f"the payment provider answers {error.http_status}") from error
                key = f"{payment.id}:{deed}:{headers['Original-Request']}"
        raise PaymentProviderUnavailable("the payment provider fails again and again")

    def _ask(self, call: Callable[[Any], T]) -> T:
        import stripe  # noqa: PLC0415

        try:
            return self._reach(lambda client: call(client.v1.payment_intents))
        except stripe.APIError as error:
            raise PaymentProviderUnavailable(f"the payment provider answers {error.http_status}") from error

    def _reach(self, call: Callable[[StripeClient], T]) -> T:
        """With the key as it is known, then as it is: it may have been rotated."""
        import stripe  # noqa: PLC0415

        try:
            try:
                return call(_client(self._url, secret(self._secret_name)))
            except stripe.AuthenticationError:
                return call(_client(self._url, secret(self._secret_name, fresh=True)))
        except (stripe.APIConnectionError, stripe.RateLimitError, stripe.AuthenticationError) as error:
            raise PaymentProviderUnavailable(f"the payment provider: {type(error).__name__}") from error


@cache
def _client(url: str, key: str) -> StripeClient:
    import stripe  # noqa: PLC0415

    stripe.enable_telemetry = False  # a header about the machine that the provider does not need
    addresses: Any = {"api": url} if url else {}
    http = stripe.RequestsClient(timeout=_TIMEOUT_SECONDS)
    return stripe.StripeClient(key, base_addresses=addresses, max_network_retries=0, http_client=http)


def _intent(payment: Payment) -> str:
    if payment.intent_id is None:
        raise ValueError(f"payment {payment.id} is not known to the provider")
    return payment.intent_id


def _truth(intent: PaymentIntent) -> Truth:
    """From an intent with its latest charge. Stripe shows a hold that was let go as refunded, though no money moved."""
    charge: Any = intent.latest_charge
    held = charge is not None and charge.status == "succeeded"
    captured = charge.amount_captured if held and charge.captured else 0
    failure = intent.last_payment_error
    code = (failure.decline_code or failure.code) if failure else None
    return Truth(
        authorized=charge.amount if held else 0,
        captured=captured,
        refunded=charge.amount_refunded if captured else 0,
        ended=intent.status == "canceled",
        decline_code=None if held else code,
    )
