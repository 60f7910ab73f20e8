"""The handlers of orders on the real MariaDB; Step Functions' and Secrets Manager's APIs by moto."""

from __future__ import annotations

import json
import uuid
from functools import partial
from typing import TYPE_CHECKING

import boto3
import pytest

from integration.catalogue import lambda_calls
from integration.catalogue.context_stores import context, thaw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from integration.catalogue.context_stores import Schema

_WAITING = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 3600, "End": True}}}


@pytest.fixture(scope="module")
def schema() -> Iterator[Schema]:
    """A schema of this file's own, the ticket key, and a state machine whose executions wait until they are stopped."""
    with context("orders") as made, pytest.MonkeyPatch.context() as patch:
        boto3.client("secretsmanager").create_secret(Name="test/tickets", SecretString=uuid.uuid4().hex)
        machine = boto3.client("stepfunctions").create_state_machine(
            name="checkout", definition=json.dumps(_WAITING), roleArn="arn:aws:iam::123456789012:role/checkout"
        )
        patch.setenv("CDLC_TICKETS_SECRET", "test/tickets")
        patch.setenv("CDLC_CHECKOUT_MACHINE_ARN", machine["stateMachineArn"])
        thaw("orders")
        yield made


@pytest.fixture
def call(schema: Schema) -> Callable[..., lambda_calls.Answer]:  # noqa: ARG001 - the stores that the handlers use
    """Call an operation of orders as the viewer of the sample events."""
    return partial(lambda_calls.request, "orders")
