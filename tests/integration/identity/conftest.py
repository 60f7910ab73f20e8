"""Identity's handlers on a real MariaDB, AWS's key stores by moto."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from identity import rotate_signing_keys
from integration.catalogue import context_stores as stores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from integration.catalogue.context_stores import Schema


@pytest.fixture(scope="module")
def schema() -> Iterator[Schema]:
    """A schema and keys of this file's own; the environment that the template would set."""
    mariadb, _ = stores.engines()
    patch = pytest.MonkeyPatch()
    for name, value in {
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "CDLC_PUBLIC_URL": "https://films.example",
        "CDLC_SIGNING_KEYS_SECRET": "test/signing-keys",
        "CDLC_JWKS_PARAMETER": "/test/jwks",
        "CDLC_CLOCK_PARAMETER": "",
        "POWERTOOLS_SERVICE_NAME": "identity",
        "POWERTOOLS_METRICS_NAMESPACE": "cdlc/identity",
    }.items():
        patch.setenv(name, value)
    with mock_aws(), stores.running(mariadb):
        stores.thaw("identity")
        boto3.client("secretsmanager").create_secret(Name="test/signing-keys")
        made = stores.schema("identity", uuid.uuid4().hex[:8])
        patch.setenv("CDLC_MYSQL_URL", made.url)
        patch.setenv("CDLC_MYSQL_SECRET", made.secret)
        rotate_signing_keys.handler({}, None)
        yield made
        stores.drop(made)
    patch.undo()
    stores.thaw("identity")
