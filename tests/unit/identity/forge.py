"""Tokens, honest and forged, built byte by byte: no library refuses to write what an attacker would."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from identity._adapters import rsa
from identity._domain.keys import SigningKey

NOW = datetime(2026, 11, 22, 14, 26, 44, tzinfo=UTC)
OURS, PREVIOUS, STRANGER = (rsa.generate(NOW) for _ in range(3))
ISSUER = "https://films.example"
HONEST: dict[str, Any] = {
    "iss": ISSUER,
    "sub": "viewer",
    "aud": f"{ISSUER}/api",
    "client_id": "viewer",
    "scope": "things:read",
    "jti": "1",
    "iat": int(NOW.timestamp()),
    "nbf": int(NOW.timestamp()),
    "exp": int(NOW.timestamp()) + 3600,
}


@cache
def private(pem: str) -> RSAPrivateKey:
    """Loaded once: loading checks the primes, and takes longer than signing."""
    key = load_pem_private_key(pem.encode(), None)
    assert isinstance(key, RSAPrivateKey)
    return key


def encode(part: bytes | dict[str, Any]) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def token(
    key: SigningKey = OURS, header: dict[str, Any] | None = None, digest: HashAlgorithm | None = None, **claims: Any
) -> str:
    """A token signed with `key`. A header or claim that is None is left out."""
    head = {"alg": "RS256", "typ": "at+jwt", "kid": key.kid, **(header or {})}
    signed = ".".join(encode({k: v for k, v in each.items() if v is not None}) for each in (head, HONEST | claims))
    signature = private(key.private_pem).sign(signed.encode(), padding.PKCS1v15(), digest or SHA256())
    return f"{signed}.{encode(signature)}"


def unsigned(alg: str = "none") -> str:
    return f"{encode({'alg': alg, 'typ': 'at+jwt', 'kid': OURS.kid})}.{encode(HONEST)}."


def with_public_key_as_secret(form: Encoding = Encoding.PEM) -> str:
    """HS256 keyed with the public key: what a verifier accepts that lets the token choose the algorithm."""
    public = private(OURS.private_pem).public_key()
    secret = public.public_bytes(form, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{encode({'alg': 'HS256', 'typ': 'at+jwt', 'kid': OURS.kid})}.{encode(HONEST)}"
    return f"{signed}.{encode(hmac.digest(secret, signed.encode(), hashlib.sha256))}"


def spliced() -> str:
    """One token's claims under another's signature."""
    head, _, signature = token().split(".")
    return f"{head}.{encode(HONEST | {'scope': 'things:write'})}.{signature}"


def longer_hash() -> str:
    return token(digest=SHA384(), header={"alg": "RS384"})
