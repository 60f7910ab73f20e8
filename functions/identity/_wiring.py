"""Where identity's adapters are built, each on first use."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from chassis import clock
from identity._domain.access_tokens import Expected, audience
from identity._domain.keys import signer
from identity._settings import Settings

if TYPE_CHECKING:
    from chassis.mysql import Database
    from identity._adapters.key_store import PrivateKeys, PublicKeys
    from identity._domain.keys import SigningKey


@cache
def database() -> Database:
    from chassis.mysql import Database  # noqa: PLC0415 - drivers load on first use

    settings = Settings.load()
    return Database(settings.mysql_url, settings.mysql_secret)


@cache
def public_keys() -> PublicKeys:
    from identity._adapters.key_store import PublicKeys  # noqa: PLC0415

    return PublicKeys(Settings.load().jwks_parameter)


@cache
def private_keys() -> PrivateKeys:
    from identity._adapters.key_store import PrivateKeys  # noqa: PLC0415

    return PrivateKeys(Settings.load().signing_keys_secret)


def signing_key() -> SigningKey:
    """The key that signs now. Raises `Unavailable` before the first rotation."""
    from chassis.secrets import secret  # noqa: PLC0415
    from identity._adapters.key_store import loads  # noqa: PLC0415

    return signer(loads(secret(Settings.load().signing_keys_secret)), clock.now())


def expected() -> Expected:
    """What tokens of this deployment say, now."""
    public_url = Settings.load().public_url
    return Expected(public_url, audience(public_url), clock.now())
