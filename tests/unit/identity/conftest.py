"""Identity without engines: keys and tokens made in the test, AWS by moto."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from chassis import secrets
from chassis.telemetry import logger
from identity import _wiring
from identity._settings import Settings

sys.path.append(str(Path(__file__).parent))  # forge.py

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The environment of a function of identity, with an empty key store. Returns what moves it."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "CDLC_PUBLIC_URL": "https://films.example",
        "CDLC_MYSQL_URL": "mysql://identity@127.0.0.1:1/identity",
        "CDLC_MYSQL_SECRET": "cdlc/test/mysql/identity",
        "CDLC_SIGNING_KEYS_SECRET": "cdlc/test/identity/signing-keys",
        "CDLC_JWKS_PARAMETER": "/cdlc/test/identity/jwks",
        "CDLC_CLOCK_PARAMETER": "",
        "POWERTOOLS_SERVICE_NAME": "identity",
        "POWERTOOLS_METRICS_NAMESPACE": "cdlc/identity",
    }.items():
        monkeypatch.setenv(name, value)
    forget()
    with mock_aws():
        boto3.client("secretsmanager").create_secret(Name="cdlc/test/identity/signing-keys")
        boto3.client("ssm").put_parameter(Name="/cdlc/test/identity/jwks", Value='{"keys": []}', Type="String")
        yield monkeypatch
    forget()


def forget() -> None:
    """What a new execution environment does not know."""
    cached = [secrets.ssm, secrets._vault, secrets.aws, logger, Settings.load]
    for each in [*cached, _wiring.database, _wiring.public_keys, _wiring.private_keys]:
        each.cache_clear()
