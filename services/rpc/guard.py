"""What every call must bring: a deadline, and the access token of a client with the service's scope."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import grpc

from chassis import clock
from chassis.errors import BadRequest, Forbidden
from identity._domain.access_tokens import Expected, TokenRefused, audience, check_claims
from rpc.refusals import refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from identity._adapters.key_store import PublicKeys

_OPEN = ("/grpc.health.v1.", "/grpc.reflection.")  # probes and tools: they tell nothing of ours
_LONGEST_TOKEN = 8192
_LONGEST_WAIT = 60.0  # seconds; gRPC tells "no deadline" as one that is thousands of years away


class DeadlineRequired(BadRequest):
    """The call has no deadline, or one that is further away than any caller waits."""


class Guard(grpc.ServerInterceptor):
    """Refuses what does not bring it, and tells every refusal of a servicer as a status."""

    def __init__(self, keys: PublicKeys, public_url: str, scopes: Mapping[str, str]) -> None:
        """`scopes`: full service name → the scope that its callers need; a service without one is refused."""
        self._keys, self._public_url, self._scopes = keys, public_url, scopes

    def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], grpc.RpcMethodHandler[Any, Any] | None],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler[Any, Any] | None:
        """The method's handler behind the checks."""
        handler = continuation(handler_call_details)
        if handler is None or handler_call_details.method.startswith(_OPEN):
            return handler
        assert handler.unary_unary is not None  # noqa: S101 - a guard for streams comes with the first stream
        return grpc.unary_unary_rpc_method_handler(
            functools.partial(self._answer, handler.unary_unary, handler_call_details),
            request_deserializer=handler.request_deserializer,
            response_serializer=handler.response_serializer,
        )

    def _answer(
        self, work: Callable[[Any, Any], Any], call: grpc.HandlerCallDetails, request: Any, context: Any
    ) -> Any:
        try:
            if context.time_remaining() > _LONGEST_WAIT:
                raise DeadlineRequired(f"send a deadline of at most {_LONGEST_WAIT:g} seconds")  # noqa: TRY301
            self._admit(call)
            return work(request, context)
        except Exception as error:  # noqa: BLE001 - everything becomes a status, as it becomes a problem over HTTP
            refuse(context, error)

    def _admit(self, call: grpc.HandlerCallDetails) -> None:
        """Raise `TokenRefused`, or `Forbidden` where the token lacks the scope."""
        told = {name: value for name, value in call.invocation_metadata or () if isinstance(value, str)}
        scheme, _, token = told.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not 0 < len(token) <= _LONGEST_TOKEN:
            raise TokenRefused("no bearer token")
        claims = self._keys.claims(token)
        check_claims(claims, Expected(self._public_url, audience(self._public_url), clock.now()))
        scope = self._scopes[call.method.split("/")[1]]
        if scope not in claims["scope"].split():
            raise Forbidden(f"the token lacks the scope {scope}")
