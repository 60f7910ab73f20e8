"""Shared by the chassis's unit tests: an environment of its own, AWS by moto."""

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from chassis import secrets
from chassis.telemetry import logger

sys.path.append(str(Path(__file__).parent))  # things.py and gateway_calls.py


_SERVICES = itertools.count()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function's environment; no credential that is anybody's."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "CDLC_CLOCK_PARAMETER": "",
        "CDLC_CURSOR_SECRET": "cdlc/test/cursor",
        "POWERTOOLS_SERVICE_NAME": f"things-{next(_SERVICES)}",  # a logger keeps the stream that it first saw
        "POWERTOOLS_METRICS_NAMESPACE": "cdlc/things",
    }.items():
        monkeypatch.setenv(name, value)
    logger.cache_clear()


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Secrets Manager, SSM and SQS by moto, with a cursor secret and a dead-letter queue."""
    forget_clients()
    with mock_aws():
        boto3.client("secretsmanager").create_secret(Name="cdlc/test/cursor", SecretString="first-key")
        queue = boto3.client("sqs").create_queue(QueueName="dead")["QueueUrl"]
        monkeypatch.setenv("CDLC_DEAD_LETTER_QUEUE_URL", queue)
        yield
    forget_clients()


def forget_clients() -> None:
    for cached in (secrets.ssm, secrets._vault, secrets.aws):
        cached.cache_clear()
