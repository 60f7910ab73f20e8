"""What a run has done, kept with the stack until the run ends, so that it can be taken back: at once where the run
fails, and before the stack's next run where LocalStack itself was killed in the middle.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from localstack.aws.api.cloudformation import ChangeAction, ResourceStatus
from localstack.services.cloudformation.engine.v2 import change_set_model_executor as engine
from localstack.services.cloudformation.resource_provider import OperationStatus

from cdlc_localstack.deploys import intentions, nested

KEPT_AS = "cdlc_journal"
LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that a run did; `before` and `after` are what the templates want, `model` what the provider made.

    `before` is None for a creation; `kept` says that the template retains what is created even when taken back.
    """

    name: str
    resource_type: str
    before: dict[str, Any] | None
    after: dict[str, Any]
    model: dict[str, Any]
    kept: bool


def settle(self: Any) -> None:
    """Take back what a run of the stack left that was never finished, its unfinished children included."""
    stack = self._change_set.stack
    finished = getattr(stack, KEPT_AS, [])
    _settle_intentions(self, {done.name for done in finished})
    for done in reversed(finished):
        undo(self, done, stack.resolved_resources)
    known = {record.get("PhysicalResourceId") for record in stack.resolved_resources.values()}
    for child in nested.children(stack):
        if child.stack_id not in known:
            nested.mark(stack, child.stack_id)
            nested.remove(stack, child.stack_id)


def _settle_intentions(self: Any, finished: set[str]) -> None:
    """Take back what was about to be made and may have been, beyond what the run's journal knows to be finished."""
    stack = self._change_set.stack
    for each in reversed(intentions.read(stack.stack_id)):
        if each.name in finished:
            continue
        done = Done(each.name, each.resource_type, None, each.properties, each.properties, each.kept)
        if problem := undo(self, done, stack.resolved_resources):
            LOG.info("%s was probably not made before LocalStack was killed: %s", each.name, problem)


def undo(self: Any, done: Done, before: dict[str, Any]) -> str | None:
    """Take one action back, in the record of resources too; the answer is the reason why that failed."""
    created = done.before is None
    if done.kept:
        return None
    if created and done.resource_type == nested.TYPE:
        nested.mark(self._change_set.stack, done.model["Id"])
    action = ChangeAction.Remove if created else ChangeAction.Modify
    wanted = None if created else engine.PreprocProperties(done.before)
    model = engine.PreprocProperties(done.model)
    payload = self.create_resource_provider_payload(action, done.name, done.resource_type, model, wanted)
    executor = self.resource_provider_executor
    provider = executor.try_load_resource_provider(done.resource_type)
    executor.cdlc_deployed = done.after
    record: dict[str, Any] = {}
    try:
        event = executor.deploy_loop(provider, record, payload)
        problem = None if event.status is OperationStatus.SUCCESS else event.message
    except Exception as error:  # noqa: BLE001 -- the rest must be taken back all the same
        problem = str(error)
    _tell(self, done, "DELETE" if created else "UPDATE", problem)
    if not created and problem is None and done.name in before:
        before[done.name].update({key: record[key] for key in ("Properties", "PhysicalResourceId")})
    return f"{done.name}: {problem}" if problem else None


def _tell(self: Any, done: Done, verb: str, problem: str | None) -> None:
    stack, status = self._change_set.stack, ResourceStatus(f"{verb}_{'FAILED' if problem else 'COMPLETE'}")
    known = stack.resource_states.get(done.name, {}).get("PhysicalResourceId")
    if status is ResourceStatus.DELETE_COMPLETE:
        if done.name in stack.resolved_resources:  # a replacement goes, the resource that it was to replace stays
            stack._store_event(done.name, done.resource_type, known, status, "")  # noqa: SLF001
            return
        stack.resource_states.setdefault(done.name, {})
    stack.set_resource_status(
        logical_resource_id=done.name,
        physical_resource_id=known,
        resource_type=done.resource_type,
        status=status,
        resource_status_reason=problem,
    )
