"""Executions of state machines: the finished ones with their history; the running ones come back as FAILED.

A position inside a state machine is not kept. On AWS executions do not break off, so callers must be told: the
status change goes out as EventBridge's event, and the cause says what to do.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from localstack.aws.api.stepfunctions import ExecutionStatus
from localstack.services.stepfunctions.asl.eval.callback.callback import CallbackPoolManager
from localstack.services.stepfunctions.backend.execution import (
    BaseExecutionWorkerCommunication,
    Execution,
    SyncExecution,
)
from localstack.services.stepfunctions.backend.store import sfn_stores

from cdlc_localstack.persistence import pickling
from cdlc_localstack.persistence.keeper import Keeper
from cdlc_localstack.persistence.patching import around

LOG = logging.getLogger("localstack.persistence")
ERROR = "LocalStack.Restarted"
CAUSE = "LocalStack stopped while this execution was running and its position is not kept: start it again"
MADE_ANEW = ("exec_worker", "_cloud_watch_logging_session", "_activity_store", "mock_test_case", "cdlc_kept")


class Past:
    """In place of the worker of an execution that is over: answers what the provider asks of it."""

    def __init__(self, history: list[Any]) -> None:
        self.history = history
        self.env = self.event_manager = self.map_run_record_pool_manager = self
        self.callback_pool_manager = CallbackPoolManager(activity_store={})

    def get_event_history(self) -> list[Any]:
        return list(self.history)

    def get_all(self) -> list[Any]:
        """Map runs are not kept."""
        return []

    def get(self, _: str) -> None:
        """Map runs are not kept."""

    def stop(self, **_: Any) -> None:
        """It is over."""


def install(keeper: Keeper) -> None:
    """Keep executions without their threads; note the end of each."""
    for kind in (Execution, SyncExecution):
        pickling.leaves(kind, _state)

    def terminated(original: Callable[..., None], communication: BaseExecutionWorkerCommunication) -> None:
        original(communication)
        keeper.mark("stepfunctions")

    around(BaseExecutionWorkerCommunication, "terminated", terminated, "self._reflect_execution_status()")


def _state(execution: Execution) -> pickling.Reduced:
    """One that is over is turned into bytes once, however many snapshots follow."""
    kept = getattr(execution, "cdlc_kept", None)
    if kept is None:
        parts = {name: value for name, value in vars(execution).items() if name not in MADE_ANEW}
        kept = pickling.dumps((parts, _history(execution)))
        if execution.exec_status != ExecutionStatus.RUNNING:
            execution.cdlc_kept = kept
    return _execution, (type(execution), kept)


def _history(execution: Execution) -> list[Any]:
    env = getattr(execution.exec_worker, "env", None)
    return env.event_manager.get_event_history() if env else []


def _execution(kind: type[Execution], kept: bytes) -> Execution:
    parts, history = pickling.loads(kept)
    nothing = dict.fromkeys(MADE_ANEW[1:4])
    return pickling.revive(kind, {**nothing, **parts, "_activity_store": {}, "exec_worker": Past(history)})


def fail_interrupted() -> None:
    """Once everything runs: end what was running and say so."""
    for _, _, store in sfn_stores.iter_stores():
        for execution in store.executions.values():
            if execution.exec_status == ExecutionStatus.RUNNING:
                _fail(execution)


def _fail(execution: Execution) -> None:
    execution.exec_status = ExecutionStatus.FAILED
    execution.stop_date = dt.datetime.now(tz=dt.UTC)
    execution.error, execution.cause = ERROR, CAUSE
    history = execution.exec_worker.history
    last = history[-1]["id"] if history else 0
    details = {"error": ERROR, "cause": CAUSE}
    history.append(
        {
            "id": last + 1, "previousEventId": last, "type": "ExecutionFailed",
            "timestamp": execution.stop_date, "executionFailedEventDetails": details,
        }
    )  # fmt: skip
    LOG.warning("%s: %s", execution.exec_arn, CAUSE)
    execution.publish_execution_status_change_event()
