"""gRPC to other contexts: one channel per environment, made on first use; every call has a deadline and a token.

What a server that was away did not answer (UNAVAILABLE) gRPC itself sends again, and waits for the server to be back,
until the deadline. Nothing else repeats.
"""

import json
import time
from base64 import b64encode
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from chassis import telemetry
from chassis.errors import Unavailable
from chassis.secrets import secret
from chassis.settings import environment

if TYPE_CHECKING:
    from grpc import Channel

T = TypeVar("T")
_BACKOFF = {"initialBackoff": "0.05s", "maxBackoff": "0.5s", "backoffMultiplier": 2}
_RETRY = {"maxAttempts": 5, **_BACKOFF, "retryableStatusCodes": ["UNAVAILABLE"]}
PATIENT = json.dumps({"methodConfig": [{"name": [{}], "waitForReady": True, "retryPolicy": _RETRY}]})
_RECONNECT_MS = {"initial": 50, "min": 500, "max": 500}
_NOT_NOW = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "UNAUTHENTICATED"}


class Rpc:
    """The server at `grpc[s]://host:port`, asked as the OAuth client `client_id`, whose secret has a name."""

    def __init__(self, url: str, client_id: str, secret_name: str, *, service_config: str = PATIENT) -> None:
        self._url, self._service_config = urlsplit(url), service_config
        self._client_id, self._secret_name = client_id, secret_name
        self._token, self._renew_at = "", 0.0

    @cached_property
    def channel(self) -> "Channel":
        """For the generated stubs. A lost connection is tried again within half a second."""
        import grpc  # noqa: PLC0415 - drivers load on first use

        options: dict[str, Any] = {f"grpc.{which}_reconnect_backoff_ms": ms for which, ms in _RECONNECT_MS.items()}
        options |= {"grpc.service_config": self._service_config, "grpc.enable_http_proxy": 0}
        if self._url.scheme == "grpcs":
            return grpc.secure_channel(self._url.netloc, grpc.ssl_channel_credentials(), tuple(options.items()))
        return grpc.insecure_channel(self._url.netloc, tuple(options.items()))

    def ask(self, method: Callable[..., T], request: object, *, seconds: float = 7, fresh: bool = False) -> T:
        """The stub's `method(request)`, answered within `seconds`. Raises `Unavailable`; `RpcError` for the rest."""
        from grpc import RpcError  # noqa: PLC0415

        told = (("authorization", f"Bearer {self._bearer(fresh=fresh)}"), ("traceparent", telemetry.traceparent()))
        try:
            return method(request, timeout=seconds, metadata=told)
        except RpcError as error:
            code = error.code().name
            if code == "UNAUTHENTICATED" and not fresh:  # the keys or the clock have moved on
                return self.ask(method, request, seconds=seconds, fresh=True)
            if code in _NOT_NOW:
                raise Unavailable(f"another context does not answer ({code.lower()})") from error
            raise

    def _bearer(self, *, fresh: bool) -> str:
        """The client's access token (RFC 6749 §4.4), kept until a minute before its end. Raises `Unavailable`."""
        if fresh or time.monotonic() > self._renew_at:
            basic = b64encode(f"{self._client_id}:{secret(self._secret_name)}".encode()).decode()
            address, form = f"{environment('public_url')}/api/identity/token", b"grant_type=client_credentials"
            try:
                with urlopen(Request(address, form, {"Authorization": f"Basic {basic}"}), timeout=3) as answer:  # noqa: S310
                    granted: dict[str, Any] = json.load(answer)
            except (OSError, ValueError) as error:
                raise Unavailable("no access token for calls to other contexts") from error
            self._token, self._renew_at = granted["access_token"], time.monotonic() + granted["expires_in"] - 60
        return self._token
