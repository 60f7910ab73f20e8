"""Clients: services and tools that authenticate with a secret of their own and may ask for certain scopes."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from functools import cache

from identity._domain.oauth import InvalidScope

_COST, _BLOCK, _PARALLEL = 2**14, 8, 1  # scrypt: 16 MiB and some 40 ms of one core
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*")


@dataclass(frozen=True, slots=True)
class Client:
    """A registered client; `secret_hash` as `hash_secret` wrote it."""

    client_id: str
    name: str
    scopes: frozenset[str]
    secret_hash: str


def granted(client: Client, asked: str | None) -> str:
    """The scopes of the token, sorted: those asked for, or all that the client has. Raises `InvalidScope`."""
    if asked is None:
        return " ".join(sorted(client.scopes))
    if not _SCOPE.fullmatch(asked):
        raise InvalidScope("scope is not a list of names separated by one space")
    excess = set(asked.split(" ")) - client.scopes
    if excess:
        raise InvalidScope(f"the client does not have {' '.join(sorted(excess))}")
    return " ".join(sorted(set(asked.split(" "))))


def hash_secret(secret: str, salt: bytes) -> str:
    """`scrypt$<salt>$<hash>` in Base64; the salt is 16 random bytes."""
    return "$".join(("scrypt", base64.b64encode(salt).decode(), base64.b64encode(_scrypt(secret, salt)).decode()))


def secret_matches(secret: str, secret_hash: str) -> bool:
    """Compare in constant time."""
    _, salt, expected = secret_hash.split("$")
    return hmac.compare_digest(_scrypt(secret, base64.b64decode(salt)), base64.b64decode(expected))


def _scrypt(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL, dklen=32)


@cache
def nobody() -> str:
    """Compared with when the client is unknown, so that the answer takes as long as a wrong secret's."""
    return hash_secret("", b"\0" * 16)
