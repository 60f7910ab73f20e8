"""RSA: new keys, signed tokens (python-jose) and verified ones (the signature itself by `cryptography`)."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from identity._domain import access_tokens
from identity._domain.access_tokens import TokenRefused
from identity._domain.keys import SigningKey

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from jose.backends.base import Key

_BITS, _EXPONENT = 2048, 65537
_PADDING, _HASH = padding.PKCS1v15(), SHA256()
_REMEMBERED = 1024


def generate(now: datetime) -> SigningKey:
    """A new key of 2,048 bits; its id is the RFC 7638 thumbprint of the public part."""
    private = rsa.generate_private_key(public_exponent=_EXPONENT, key_size=_BITS)
    numbers = private.public_key().public_numbers()
    required = {"e": _number(numbers.e), "kty": "RSA", "n": _number(numbers.n)}
    kid = _base64url(hashlib.sha256(json.dumps(required, separators=(",", ":")).encode()).digest())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return SigningKey(kid, now, pem, {**required, "use": "sig", "alg": access_tokens.ALGORITHM, "kid": kid})


def sign(claims: Mapping[str, Any], key: SigningKey) -> str:
    """The compact JWS with `typ` and `kid`."""
    from jose import jwt  # noqa: PLC0415 - only the issuer pays for it

    headers = {"typ": access_tokens.TYPE, "kid": key.kid}
    token: str = jwt.encode(dict(claims), _signer(key.private_pem), algorithm=access_tokens.ALGORITHM, headers=headers)
    return token


@cache
def _signer(private_pem: str) -> Key:
    from jose import jwk  # noqa: PLC0415

    return jwk.construct(private_pem, access_tokens.ALGORITHM)


class KeySet:
    """The public keys of one JWKS. Claims of tokens whose signature was verified are remembered (at most 1,024)."""

    def __init__(self, jwks: Mapping[str, Any]) -> None:
        self._keys = {jwk["kid"]: _public(jwk) for jwk in jwks["keys"]}
        self._headers: dict[str, str] = {}
        self._verified: dict[str, dict[str, Any]] = {}

    def kid(self, header: str) -> str:
        """The id of the key that an encoded header names. Raises `TokenRefused` unless it passes every check."""
        kid = self._headers.get(header)
        if kid is None:
            kid = access_tokens.check_header(access_tokens.decode_segment(header))
            if kid in self._keys:  # so that strangers cannot fill the memory
                self._headers[header] = kid
        return kid

    def __contains__(self, kid: str) -> bool:
        return kid in self._keys

    def claims(self, token: str) -> dict[str, Any]:
        """What a token says whose signature is one of these keys'. Raises `TokenRefused`."""
        told = self._verified.get(token)
        if told is not None:
            return told
        signed, _, signature = token.rpartition(".")
        header, _, payload = signed.partition(".")
        key = self._keys.get(self.kid(header))
        if key is None:
            raise TokenRefused("header: no key of ours has this kid")
        try:
            key.verify(access_tokens.decode_bytes(signature), signed.encode("ascii"), _PADDING, _HASH)
        except (InvalidSignature, UnicodeEncodeError) as error:
            raise TokenRefused("signature") from error
        told = access_tokens.decode_segment(payload)
        if len(self._verified) >= _REMEMBERED:
            self._verified.clear()
        self._verified[token] = told
        return told


def _public(jwk: Mapping[str, str]) -> rsa.RSAPublicKey:
    e, n = (int.from_bytes(access_tokens.decode_bytes(jwk[part])) for part in ("e", "n"))
    return rsa.RSAPublicNumbers(e, n).public_key()


def _number(value: int) -> str:
    return _base64url(value.to_bytes((value.bit_length() + 7) // 8))


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
