"""Where keys lie: private ones in a Secrets Manager secret, the public set in an SSM parameter."""

from __future__ import annotations

import json
import time
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from chassis.clock import rfc3339
from chassis.errors import Unavailable
from chassis.secrets import aws, ssm
from identity._adapters.rsa import KeySet
from identity._domain.keys import SigningKey, jwks

if TYPE_CHECKING:
    from collections.abc import Sequence


class PrivateKeys:
    """The signing keys, newest first, in one secret."""

    def __init__(self, secret_name: str) -> None:
        self._secret_name = secret_name
        self._client = aws("secretsmanager")

    def read(self) -> list[SigningKey]:
        """Empty before the first rotation."""
        try:
            text = self._client.get_secret_value(SecretId=self._secret_name)["SecretString"]
        except self._client.exceptions.ResourceNotFoundException:
            return []
        return loads(text)

    def replace(self, known: Sequence[SigningKey], keys: Sequence[SigningKey]) -> list[SigningKey]:
        """Store `keys` in place of `known`; what is stored afterwards, also where a concurrent run came first.

        Secrets Manager refuses other content under a version id that exists, and the id follows from `known`.
        """
        rows = [
            {
                "kid": key.kid,
                "created_at": rfc3339(key.created_at),
                "private_pem": key.private_pem,
                "public_jwk": key.public_jwk,
            }
            for key in keys
        ]
        version = str(uuid5(NAMESPACE_URL, f"after {known[0].kid if known else 'nothing'}"))
        try:
            self._client.put_secret_value(
                SecretId=self._secret_name, SecretString=json.dumps({"keys": rows}), ClientRequestToken=version
            )
        except self._client.exceptions.ResourceExistsException:
            return self.read()
        return list(keys)


@cache
def loads(text: str) -> list[SigningKey]:
    """The keys of a secret's text."""
    return [
        SigningKey(row["kid"], datetime.fromisoformat(row["created_at"]), row["private_pem"], row["public_jwk"])
        for row in json.loads(text)["keys"]
    ]


def publish(parameter: str, keys: Sequence[SigningKey]) -> None:
    """Write the public set."""
    aws("ssm").put_parameter(Name=parameter, Value=json.dumps(jwks(keys)), Type="String", Overwrite=True)


class PublicKeys:
    """The published set, kept for five minutes; a key that it lacks is looked up again, at most every ten seconds."""

    MAX_AGE_SECONDS = 300
    REFETCH_SECONDS = 10

    def __init__(self, parameter: str) -> None:
        self._parameter = parameter
        self._text = ""
        self._keys = KeySet({"keys": []})
        self._fetched = float("-inf")

    def document(self) -> dict[str, Any]:
        """The JWKS as published, at most ten seconds ago. Raises `Unavailable` where it cannot be read."""
        self._refresh(self.REFETCH_SECONDS)
        document: dict[str, Any] = json.loads(self._text)
        return document

    def claims(self, token: str) -> dict[str, Any]:
        """What a token says that one of the published keys signed. Raises `TokenRefused`, or `Unavailable`."""
        self._refresh(self.MAX_AGE_SECONDS)
        if self._keys.kid(token.partition(".")[0]) not in self._keys:
            self._refresh(self.REFETCH_SECONDS)
        return self._keys.claims(token)

    def _refresh(self, max_age: float) -> None:
        if time.monotonic() - self._fetched < max_age:
            return
        try:
            text = str(ssm().get(self._parameter, force_fetch=True))
            if text != self._text:
                self._text, self._keys = text, KeySet(json.loads(text))
        except Exception as error:
            raise Unavailable(f"the key set {self._parameter!r} cannot be read") from error
        self._fetched = time.monotonic()
