"""GET /jwks.json: the public keys that verify access tokens (RFC 7517)."""

from typing import Any

from chassis.http import Body, endpoint
from identity import _wiring


class Jwks(Body):
    """A key set: the key that signs and the one before it."""

    keys: list[dict[str, Any]]


@endpoint("GET /jwks.json", cache="public, s-maxage=30, max-age=30")
def handler() -> Jwks:
    return Jwks.model_validate(_wiring.public_keys().document())
