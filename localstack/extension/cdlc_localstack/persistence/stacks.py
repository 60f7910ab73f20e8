"""CloudFormation's stacks: what was in progress comes back as failed, with the reason, and can be deleted whole.

A stack that was being made keeps what had been made; a stack that was being updated keeps what it had and what was
added. The beginning is on disk before anything is made, and each resource is noted in the ledger when it is complete,
with the moment of its service: at the start it counts if that service's snapshot is as new. Change sets of the last
run cannot be executed any more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from localstack.services.cloudformation.engine.v2.change_set_model_executor import ChangeSetModelExecutor
from localstack.services.cloudformation.stores import cloudformation_stores
from localstack.services.cloudformation.v2.entities import ChangeSet, Stack
from localstack.services.cloudformation.v2.types import ResolvedResource

from cdlc_localstack.persistence import pickling
from cdlc_localstack.persistence.keeper import Keeper
from cdlc_localstack.persistence.ledger import Ledger
from cdlc_localstack.persistence.operations import AT_ONCE
from cdlc_localstack.persistence.patching import around

LOG = logging.getLogger("localstack.persistence")
REASON = "LocalStack stopped in the middle of it"
SERVICES = {"certificatemanager": "acm"}
"""Services that types of resources call by another name."""
NESTED = "AWS::CloudFormation::Stack"


class Progress:
    """Follows deployments, which go on after their call was answered."""

    def __init__(self, keeper: Keeper, ledger: Ledger) -> None:
        self._keeper, self._ledger = keeper, ledger

    def install(self) -> None:
        """Note beginnings, steps and ends from here on."""
        pickling.leaves(ChangeSet, pickling.without("update_model", update_model=None))
        around(ChangeSetModelExecutor, "__init__", self._begun, "self.resources = {}")
        around(Stack, "set_stack_status", self._stack_changed, "self.status = status")
        around(Stack, "set_resource_status", self._resource_changed, "self.resource_states[logical_resource_id]")

    def _begun(self, original: Callable[..., None], executor: ChangeSetModelExecutor, change_set: ChangeSet) -> None:
        original(executor, change_set)
        change_set.stack.cdlc_attempt = (change_set, executor.resources)
        self._ledger.note("delete from progress where stack = ?", (change_set.stack.stack_id,))
        self._keeper.mark("cloudformation")
        self._keeper.save("cloudformation")

    def _stack_changed(self, original: Callable[..., None], stack: Stack, *values: Any, **named: Any) -> None:
        original(stack, *values, **named)
        self._keeper.mark("cloudformation")

    def _resource_changed(self, original: Callable[..., None], stack: Stack, **named: Any) -> None:
        original(stack, **named)
        self._keeper.mark("cloudformation")
        name = named["logical_resource_id"]
        made: dict[str, Any] = getattr(stack, "cdlc_attempt", (None, {}))[1]
        if named["status"] == "CREATE_COMPLETE" and name in made:
            service = _service(named["resource_type"])
            row = (stack.stack_id, name, service, self._keeper.moment(service), pickling.dumps(made[name]))
            self._ledger.note("insert or replace into progress values (?, ?, ?, ?, ?)", row)

    def fail_interrupted(self, moments: dict[str, str]) -> None:
        """After the snapshot of CloudFormation: nothing stays in progress that nobody carries on.

        `moments` are those of the restored services' snapshots.
        """
        for _, _, store in cloudformation_stores.iter_stores():
            stacks = [stack for stack in store.stacks_v2.values() if stack.is_active()]
            for stack in stacks:
                if stack.status.endswith("_IN_PROGRESS") and stack.status != "REVIEW_IN_PROGRESS":
                    self._fail(stack, stacks, moments)
            for stack in stacks:
                vars(stack).pop("cdlc_attempt", None)
            for change_set in store.change_sets.values():
                if change_set.execution_status in ("AVAILABLE", "UNAVAILABLE", "EXECUTE_IN_PROGRESS"):
                    change_set.status, change_set.status_reason = "FAILED", REASON
                    change_set.execution_status = "UNAVAILABLE"

    def _fail(self, stack: Stack, stacks: list[Stack], moments: dict[str, str]) -> None:
        change_set, made = getattr(stack, "cdlc_attempt", (None, {}))
        made = {**made, **self._noted(stack, moments)}
        if change_set and not stack.processed_template:
            template = change_set.processed_template or change_set.template or {}
            made |= _children(stack, template, made, stacks)
            _take_over(stack, change_set, template, made)
            _unretain(stack, stacks)
        stack.resolved_resources = {**stack.resolved_resources, **made}
        status = f"{stack.status.split('_')[0]}_FAILED"
        LOG.warning("stack %s was %s and is now %s: %s", stack.stack_name, stack.status, status, REASON)
        stack.set_stack_status(status, REASON)

    def _noted(self, stack: Stack, moments: dict[str, str]) -> dict[str, Any]:
        query = "select resource, service, mark, content from progress where stack = ?"
        return {
            name: pickling.loads(content)
            for name, service, mark, content in self._ledger.rows(query, (stack.stack_id,))
            if service in AT_ONCE or _reached(moments.get(service, ""), mark)
        }


def _service(resource_type: str) -> str:
    """`AWS::Lambda::Function` → `lambda`."""
    name = resource_type.split("::")[1].lower()
    return SERVICES.get(name, name)


def _reached(moment: str, mark: str) -> bool:
    return moment.split()[:1] == mark.split()[:1] and moment >= mark


def _take_over(stack: Stack, change_set: ChangeSet, template: dict[str, Any], made: dict[str, Any]) -> None:
    """Let the stack have the part of its first template that had been made."""
    kept = {name: part for name, part in template.get("Resources", {}).items() if name in made}
    stack.template = change_set.template
    stack.processed_template = {**template, "Resources": kept, "Outputs": {}}
    stack.resolved_parameters = change_set.resolved_parameters


def _children(stack: Stack, template: dict[str, Any], made: dict[str, Any], stacks: list[Stack]) -> dict[str, Any]:
    """Nested stacks that were in the making: the parent learns of a child only when the child is complete."""
    names = [name for name, part in template.get("Resources", {}).items() if part.get("Type") == NESTED]
    found = {}
    for name in set(names) - set(made):
        for child in stacks:
            if child.stack_name.startswith(f"{stack.stack_name}-{name}-"):
                found[name] = ResolvedResource(
                    LogicalResourceId=name,
                    Type=NESTED,
                    Properties={"StackName": child.stack_name, "Id": child.stack_id},
                    LastUpdatedTimestamp=datetime.now(tz=UTC),
                    ResourceStatus="CREATE_FAILED",
                    PhysicalResourceId=child.stack_id,
                )
    return found


def _unretain(stack: Stack, stacks: list[Stack]) -> None:
    """Deleting what a first deployment had made counts as rolling it back: `RetainExceptOnCreate` keeps nothing."""
    for part in stack.processed_template["Resources"].values():
        if part.get("DeletionPolicy") == "RetainExceptOnCreate":
            del part["DeletionPolicy"]
    for child in stacks:
        if child.processed_template and child.stack_name.startswith(f"{stack.stack_name}-"):
            _unretain(child, [])
