"""Identity without engines: keys and tokens made in the test, AWS by moto."""

from __future__ import annotations

import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from moto import mock_aws

from chassis import secrets
from chassis.telemetry import logger
from identity import _wiring
from identity._settings import Settings

sys.path.append(str(Path(__file__).parent))  # forge.py

if TYPE_CHECKING:
    from collections.abc import Iterator


_PARAMETER = "/cdlc/test/identity/jwks"


@pytest.fixture(scope="module")
def account() -> Iterator[None]:
    """An empty account. Clients are kept for the whole module: making one takes longer than most tests."""
    patch = pytest.MonkeyPatch()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        patch.setenv(name, "testing")
    patch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        yield
    patch.undo()
    for cached in (secrets.ssm, secrets.vault, secrets.aws):
        cached.cache_clear()


@pytest.fixture
def stage(account: None, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:  # noqa: ARG001 - it must be there
    """The environment of a function of identity, with an empty key store of its own. Returns what moves it."""
    signing_keys = f"cdlc/test/{uuid.uuid4()}/signing-keys"
    for name, value in {
        "CDLC_PUBLIC_URL": "https://films.example",
        "CDLC_MYSQL_URL": "mysql://identity@127.0.0.1:1/identity",
        "CDLC_MYSQL_SECRET": "cdlc/test/mysql/identity",
        "CDLC_SIGNING_KEYS_SECRET": signing_keys,
        "CDLC_JWKS_PARAMETER": _PARAMETER,
        "CDLC_CLOCK_PARAMETER": "",
        "POWERTOOLS_SERVICE_NAME": f"identity-{uuid.uuid4()}",  # a logger keeps the stream that it first saw
        "POWERTOOLS_METRICS_NAMESPACE": "cdlc/identity",
    }.items():
        monkeypatch.setenv(name, value)
    for cached in (logger, Settings.load, _wiring.database, _wiring.public_keys, _wiring.private_keys):
        cached.cache_clear()
    secrets.aws("secretsmanager").create_secret(Name=signing_keys)
    secrets.aws("ssm").put_parameter(Name=_PARAMETER, Value='{"keys": []}', Type="String", Overwrite=True)
    secrets.ssm().clear_cache()
    return monkeypatch
