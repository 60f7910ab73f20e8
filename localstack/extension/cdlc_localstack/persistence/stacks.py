"""CloudFormation's stacks: progress is kept as it happens; what was in progress comes back as failed, with the reason.

A stack that was being made keeps what had been made, so that deleting it deletes that; a stack that was being
updated keeps what it had and what was added. Change sets of the last run cannot be executed any more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from localstack.services.cloudformation.engine.v2.change_set_model_executor import ChangeSetModelExecutor
from localstack.services.cloudformation.stores import cloudformation_stores
from localstack.services.cloudformation.v2.entities import ChangeSet, Stack

from cdlc_localstack.persistence import pickling
from cdlc_localstack.persistence.keeper import Keeper
from cdlc_localstack.persistence.patching import around

LOG = logging.getLogger("localstack.persistence")
REASON = "LocalStack stopped in the middle of it"


def install(keeper: Keeper) -> None:
    """Follow deployments, which go on after their call was answered."""
    pickling.leaves(ChangeSet, pickling.without("update_model", update_model=None))

    def begun(original: Callable[..., None], executor: ChangeSetModelExecutor, change_set: ChangeSet) -> None:
        original(executor, change_set)
        change_set.stack.cdlc_attempt = (change_set, executor.resources)

    def noted(original: Callable[..., None], stack: Stack, *values: Any, **named: Any) -> None:
        original(stack, *values, **named)
        keeper.mark("cloudformation")

    around(ChangeSetModelExecutor, "__init__", begun, "self.resources = {}")
    around(Stack, "set_stack_status", noted, "self.status = status")
    around(Stack, "set_resource_status", noted, "self.resource_states[logical_resource_id]")


def fail_interrupted() -> None:
    """After the snapshot of CloudFormation: nothing stays in progress that nobody carries on."""
    for _, _, store in cloudformation_stores.iter_stores():
        for stack in store.stacks_v2.values():
            if stack.status.endswith("_IN_PROGRESS") and stack.status != "REVIEW_IN_PROGRESS":
                _fail(stack)
            vars(stack).pop("cdlc_attempt", None)
        for change_set in store.change_sets.values():
            if change_set.execution_status in ("AVAILABLE", "UNAVAILABLE", "EXECUTE_IN_PROGRESS"):
                change_set.status, change_set.status_reason = "FAILED", REASON
                change_set.execution_status = "UNAVAILABLE"


def _fail(stack: Stack) -> None:
    change_set, made = getattr(stack, "cdlc_attempt", (None, {}))
    status = f"{stack.status.split('_')[0]}_FAILED"
    stack.resolved_resources = {**stack.resolved_resources, **made}
    if change_set and not stack.processed_template:
        template = change_set.processed_template or change_set.template or {}
        kept = {name: part for name, part in template.get("Resources", {}).items() if name in made}
        stack.template = change_set.template
        stack.processed_template = {**template, "Resources": kept, "Outputs": {}}
        stack.resolved_parameters = change_set.resolved_parameters
    LOG.warning("stack %s was %s and is now %s: %s", stack.stack_name, stack.status, status, REASON)
    stack.set_stack_status(status, REASON)
