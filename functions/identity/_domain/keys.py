"""Signing keys: when a new one is due, and what of them is public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

MAX_AGE = timedelta(days=30)
KEPT = 2  # the newest and the one before it, whose tokens are still about
SIGNS_AFTER = timedelta(minutes=2)  # by then every verifier can have seen it published


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An RSA key: its id (RFC 7638 thumbprint), when it was made, PKCS #8 PEM, and the public part as a JWK."""

    kid: str
    created_at: datetime
    private_pem: str
    public_jwk: dict[str, Any]


def is_due(keys: Sequence[SigningKey], now: datetime) -> bool:
    """Whether there is no key, or the newest (the first) is older than 30 days."""
    return not keys or keys[0].created_at < now - MAX_AGE


def rotated(keys: Sequence[SigningKey], fresh: SigningKey) -> list[SigningKey]:
    """Newest first; what is older than the previous key is dropped."""
    return [fresh, *keys][:KEPT]


def signer(keys: Sequence[SigningKey], now: datetime) -> SigningKey:
    """The newest key that has been public for a while; the oldest where none has (the very first)."""
    return next((key for key in keys if key.created_at <= now - SIGNS_AFTER), keys[-1])


def jwks(keys: Sequence[SigningKey]) -> dict[str, Any]:
    """The public key set (RFC 7517)."""
    return {"keys": [key.public_jwk for key in keys]}
