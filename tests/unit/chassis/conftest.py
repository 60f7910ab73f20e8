"""Shared by the chassis's unit tests: an environment of its own, AWS by moto."""

import itertools
import os
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

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
        "CDLC_CLOCK_PARAMETER": "",
        "POWERTOOLS_SERVICE_NAME": f"things-{next(_SERVICES)}",  # a logger keeps the stream that it first saw
        "POWERTOOLS_METRICS_NAMESPACE": "cdlc/things",
    }.items():
        monkeypatch.setenv(name, value)
    logger.cache_clear()


@pytest.fixture(scope="module")
def account() -> Iterator[None]:
    """An empty account. Clients are kept for the whole module: making one takes longer than most tests."""
    patch = pytest.MonkeyPatch()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        patch.setenv(name, "testing")
    patch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    forget_clients()
    with mock_aws():
        yield
    patch.undo()
    forget_clients()


@pytest.fixture
def aws(account: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - it must be there
    """Secrets Manager, SSM and SQS by moto: a cursor secret of the test's own, a dead-letter queue of its own."""
    queue = secrets.aws("sqs").create_queue(QueueName=uuid.uuid4().hex)
    monkeypatch.setenv("CDLC_DEAD_LETTER_QUEUE_URL", queue["QueueUrl"])
    monkeypatch.setenv("CDLC_CURSOR_SECRET", f"cdlc/test/{uuid.uuid4()}")
    secrets.aws("secretsmanager").create_secret(Name=os.environ["CDLC_CURSOR_SECRET"], SecretString="first-key")
    for store in (secrets.ssm(), secrets.vault("AWSCURRENT"), secrets.vault("AWSPREVIOUS")):
        store.clear_cache()


def forget_clients() -> None:
    for cached in (secrets.ssm, secrets.vault, secrets.aws):
        cached.cache_clear()
