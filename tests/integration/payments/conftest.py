"""Payments' tasks on a real MariaDB and the simulator of Stripe's API, both of this run's state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import pytest

from cdlc import settings as local
from engines import credentials
from engines.payments_server import Payments
from integration.catalogue.context_stores import context, running
from integration.payments.paying import Provider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from integration.catalogue.context_stores import Schema


@pytest.fixture(scope="module")
def engine() -> Iterator[Payments]:
    """The payment provider."""
    provider = Payments(local.load())
    with running(provider):
        yield provider


@pytest.fixture(scope="module")
def schema(engine: Payments) -> Iterator[Schema]:
    """A schema of this file's own, and the environment that the template would set."""
    patch = pytest.MonkeyPatch()
    patch.setenv("CDLC_PAYMENTS_URL", f"http://{engine.address}")
    patch.setenv("CDLC_PAYMENTS_SECRET", "test/payments")
    with context("payments") as made:
        key = credentials.load(local.load())["payments"]
        boto3.client("secretsmanager").create_secret(Name="test/payments", SecretString=key)
        yield made
    patch.undo()


@pytest.fixture
def provider(engine: Payments, schema: Schema) -> Iterator[Provider]:  # noqa: ARG001 - the stores of the tasks
    """What the provider knows, and its faults; none is left behind."""
    made = Provider(f"http://{engine.address}", credentials.load(engine.settings)["payments"])
    yield made
    made.forget_faults()
