"""Access tokens (RFC 9068): what they say, and every check that one must pass. Signatures are verified elsewhere."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chassis.errors import Unauthenticated

LIFETIME = timedelta(hours=1)
LEEWAY_SECONDS = 5
ALGORITHM = "RS256"
TYPE = "at+jwt"


class TokenRefused(Unauthenticated):
    """The bearer token does not prove who calls; the reason is for our log."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What this deployment issues, and the instant of the check."""

    issuer: str
    audience: str
    now: datetime


def claims(expected: Expected, client_id: str, scope: str, token_id: str) -> dict[str, Any]:
    """A client's token: it is its own subject (RFC 9068 §2.2)."""
    issued = int(expected.now.timestamp())
    return {
        "iss": expected.issuer,
        "sub": client_id,
        "aud": expected.audience,
        "client_id": client_id,
        "scope": scope,
        "jti": token_id,
        "iat": issued,
        "nbf": issued,
        "exp": issued + int(LIFETIME.total_seconds()),
    }


def audience(public_url: str) -> str:
    """The one resource that tokens are for: the API of this deployment."""
    return f"{public_url}/api"


def decode_segment(segment: str) -> dict[str, Any]:
    """A JWT's header or payload: Base64url without padding, a JSON object. Raises `TokenRefused`."""
    try:
        document = json.loads(decode_bytes(segment))
    except (ValueError, RecursionError) as error:
        raise TokenRefused("a segment is not JSON") from error
    if not isinstance(document, dict):
        raise TokenRefused("a segment is not a JSON object")
    return document


def decode_bytes(segment: str) -> bytes:
    """Base64url without padding, in its one canonical spelling. Raises `TokenRefused`."""
    try:
        raw = base64.b64decode(segment + "=" * (-len(segment) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise TokenRefused("a segment is not Base64url") from error
    if base64.urlsafe_b64encode(raw).rstrip(b"=") != segment.encode():
        raise TokenRefused("a segment is not canonical Base64url")
    return raw


def _algorithm(header: Mapping[str, Any]) -> bool:
    return header.get("alg") == ALGORITHM


def _kind(header: Mapping[str, Any]) -> bool:
    return str(header.get("typ", "")).lower() in {TYPE, f"application/{TYPE}"}


def _critical(header: Mapping[str, Any]) -> bool:
    return "crit" not in header  # an extension that must be understood, and is not


def _issuer(told: Mapping[str, Any], expected: Expected) -> bool:
    return told.get("iss") == expected.issuer


def _audience(told: Mapping[str, Any], expected: Expected) -> bool:
    meant = told.get("aud")
    return expected.audience in (meant if isinstance(meant, list) else [meant])


def _expiry(told: Mapping[str, Any], expected: Expected) -> bool:
    return _is_instant(told.get("exp")) and expected.now.timestamp() - LEEWAY_SECONDS < told["exp"]


def _not_before(told: Mapping[str, Any], expected: Expected) -> bool:
    latest = expected.now.timestamp() + LEEWAY_SECONDS
    return all(_is_instant(told[name]) and told[name] <= latest for name in ("nbf", "iat") if name in told)


def _subject(told: Mapping[str, Any], _: Expected) -> bool:
    return all(isinstance(told.get(name), str) and told[name] for name in ("sub", "client_id", "jti"))


def _scope(told: Mapping[str, Any], _: Expected) -> bool:
    return isinstance(told.get("scope"), str)


def _is_instant(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**40


HEADER_CHECKS: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "algorithm": _algorithm,
    "type": _kind,
    "critical": _critical,
}
CLAIM_CHECKS: dict[str, Callable[[Mapping[str, Any], Expected], bool]] = {
    "issuer": _issuer,
    "audience": _audience,
    "expiry": _expiry,
    "not_before": _not_before,
    "subject": _subject,
    "scope": _scope,
}


def check_header(header: Mapping[str, Any]) -> str:
    """The key's id. Raises `TokenRefused` that names the failed check."""
    for name, check in HEADER_CHECKS.items():
        if not check(header):
            raise TokenRefused(f"header: {name}")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise TokenRefused("header: kid")
    return kid


def check_claims(told: Mapping[str, Any], expected: Expected) -> None:
    """Raises `TokenRefused` that names the failed check."""
    for name, check in CLAIM_CHECKS.items():
        if not check(told, expected):
            raise TokenRefused(f"claims: {name}")
