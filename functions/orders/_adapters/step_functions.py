"""Executions of the state machine `checkout`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from chassis.errors import Unavailable
from chassis.telemetry import traceparent

if TYPE_CHECKING:
    from orders._domain.checkout import Checkout


def execution_name(principal: str, operation: str, key: str) -> str:
    """Hex SHA-256 of who asked for what by which idempotency key: the same request has one execution."""
    return hashlib.sha256(json.dumps([principal, operation, key]).encode()).hexdigest()


class Executions:
    """Starts and looks."""

    def __init__(self, client: Any, machine_arn: str) -> None:
        self._client, self._machine = client, machine_arn

    def start(self, checkout: Checkout) -> None:
        """Start the checkout's current run; that it was started before is success."""
        told = {
            "checkout_id": checkout.id,
            "account_id": checkout.account_id,
            "showing_id": checkout.showing_id,
            "seat_ids": checkout.seat_ids,
            "payment_method": checkout.payment_method,
            "expected_total": asdict(checkout.expected_total) if checkout.expected_total else None,
        }
        try:
            self._client.start_execution(
                stateMachineArn=self._machine,
                name=checkout.execution,
                input=json.dumps(told),
                traceHeader=traceparent(),
            )
        except self._client.exceptions.ExecutionAlreadyExists:
            return
        except self._client.exceptions.ClientError as error:
            raise Unavailable("the checkout could not be started") from error

    def running(self, checkout: Checkout) -> bool | None:
        """Whether the current run goes on; None where there is no such execution."""
        prefix, _, machine = self._machine.rpartition(":stateMachine:")
        try:
            arn = f"{prefix}:execution:{machine}:{checkout.execution}"
            return bool(self._client.describe_execution(executionArn=arn)["status"] == "RUNNING")
        except self._client.exceptions.ExecutionDoesNotExist:
            return None
