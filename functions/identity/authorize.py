"""Authorizer of every context's API: who calls, proven by a bearer token (RFC 6750, RFC 9068)."""

from collections.abc import Mapping

from chassis.authorizer import Grant, authorizer
from identity import _wiring
from identity._domain.access_tokens import TokenRefused, check_claims

_LONGEST = 8192


@authorizer
def handler(headers: Mapping[str, str]) -> Grant:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token) <= _LONGEST:
        raise TokenRefused("no bearer token")
    claims = _wiring.public_keys().claims(token)
    check_claims(claims, _wiring.expected())
    told = {name: claims.get(name) or "" for name in ("sub", "scope", "profile_id", "client_id")}
    return Grant(claims["sub"], {**told, "roles": " ".join(claims.get("roles") or [])})
