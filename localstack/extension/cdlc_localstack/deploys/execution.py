"""One run of a change set: carried through, or taken back so that the stack is what it was.

LocalStack 4.9.2 leaves a failed deploy half made: what came before the failure stays, what came after is forgotten,
and removals that the failed template asked for are carried out.
"""

from __future__ import annotations

import copy
import logging
from dataclasses import dataclass
from typing import Any

from localstack.aws.api.cloudformation import ChangeAction, ResourceStatus, StackStatus
from localstack.services.cloudformation.engine.v2 import change_set_model_executor as engine
from localstack.services.cloudformation.resource_provider import OperationStatus

from cdlc_localstack.deploys import registry, retention
from cdlc_localstack.expected import expect

LOG = logging.getLogger(__name__)


class StackDeletionError(Exception):
    """Resources of a stack could not be deleted."""


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that a run did; `before` and `after` are what the templates want, `model` what the provider made.

    `before` is None for a creation.
    """

    name: str
    resource_type: str
    before: dict[str, Any] | None
    after: dict[str, Any]
    model: dict[str, Any]


def install() -> None:
    """Replace the run, keep a journal of its actions, and let failed resources speak for themselves only."""
    executor: Any = engine.ChangeSetModelExecutor
    expect(executor.execute, "StackStatus.ROLLBACK_COMPLETE", "self._deferred_actions[::-1]", area="deploys")
    expect(executor._execute_resource_action, "part_of_replacement: bool = False", area="deploys")  # noqa: SLF001
    expect(executor._process_event, "self._change_set.stack.set_stack_status(StackStatus(status))", area="deploys")  # noqa: SLF001
    original = executor._execute_resource_action  # noqa: SLF001

    def execute_resource_action(self: Any, **named: Any) -> Any:
        event = original(self, **named)
        if named["action"] is not ChangeAction.Remove:
            _note(self, event, **named)
        elif event.status is not OperationStatus.SUCCESS:
            self.cdlc_undeleted.append(f"{named['logical_resource_id']}: {event.message}")
        return event

    executor._execute_resource_action = execute_resource_action  # noqa: SLF001
    executor._process_event = process_event  # noqa: SLF001
    executor.execute = execute


def _note(self: Any, event: Any, **named: Any) -> None:
    """Remember what may have to be taken back; a failed update too, for it may have changed something."""
    updated = named["action"] is not ChangeAction.Add
    if event.error_code == registry.NOT_UPDATABLE:
        return
    if event.status is OperationStatus.SUCCESS or updated:
        before = self.resource_provider_executor.cdlc_deployed if updated else None
        after = named["after_properties"].properties
        done = Done(named["logical_resource_id"], named["resource_type"], before, after, event.resource_model)
        self.cdlc_done.append(copy.deepcopy(done))


def execute(self: Any) -> Any:
    """Carry the change set out; on a failure take everything back.

    Raises `StackDeletionError` where a stack's own deletion leaves resources behind.
    """
    stack = self._change_set.stack
    before = copy.deepcopy(stack.resolved_resources)
    self.cdlc_done, self.cdlc_undeleted, self.cdlc_cleaning = [], [], None
    if (problem := _process(self)) is not None:
        if self._change_set.template is None:
            raise StackDeletionError(problem)
        return _roll_back(self, before, problem)
    if self._change_set.template is not None and self._deferred_actions:
        stack.set_stack_status(StackStatus.UPDATE_COMPLETE_CLEANUP_IN_PROGRESS)
    for deferred in reversed(self._deferred_actions):
        _clean_up(self, deferred)
    if self._change_set.template is None and self.cdlc_undeleted:
        raise StackDeletionError(f"The following resource(s) failed to delete: {'; '.join(self.cdlc_undeleted)}")
    return engine.ChangeSetModelExecutorResult(resources=self.resources, outputs=self.outputs)


def _process(self: Any) -> str | None:
    """Run the constructive part; the answer is the reason of its failure."""
    try:
        self.process()
    except engine.TriggerRollback as failure:
        verb = "update" if failure.logical_resource_id in self._before_resolved_resources else "create"
        return f"The following resource(s) failed to {verb}: [{failure.logical_resource_id}]. {failure.reason or ''}"
    except Exception as error:  # noqa: BLE001 -- whatever stopped it, the stack must be taken back
        LOG.debug("change set failed", exc_info=error)
        return str(error) or repr(error)
    return None


def _clean_up(self: Any, deferred: Any) -> None:
    """Carry out one removal, unless the resource is to be retained; a replacement's record stays the new one's."""
    kind, name = retention.target(deferred.name)
    kept = self.resources.get(name)
    if retention.retained(self._change_set, kind, name):
        status, kind_of = ResourceStatus.DELETE_SKIPPED, retention.resource_type(self._change_set, name)
        self._change_set.stack._store_event(name, kind_of, None, status, "")  # noqa: SLF001
    else:
        self.cdlc_cleaning = name if kind != retention.REMOVAL else None
        deferred.action()
        self.cdlc_cleaning = None
    if kind != retention.REMOVAL and kept is not None:
        self.resources[name] = kept
    elif kind == retention.REMOVAL:
        self.resources.pop(name, None)
        self._change_set.stack.resource_states.pop(name, None)


def _roll_back(self: Any, before: dict[str, Any], problem: str) -> Any:
    """Undo the journal backwards. The change set's parameters become the stack's again."""
    stack, creating = self._change_set.stack, not before
    prefix = "" if creating else "UPDATE_"
    stack.set_stack_status(StackStatus(f"{prefix}ROLLBACK_IN_PROGRESS"), problem)
    problems = [failure for done in reversed(self.cdlc_done) if (failure := _undo(self, done, before))]
    status = StackStatus(f"{prefix}ROLLBACK_{'FAILED' if problems else 'COMPLETE'}")
    stack.set_stack_status(status, "; ".join([problem, *problems]))
    self._change_set.resolved_parameters = stack.resolved_parameters
    return engine.ChangeSetModelExecutorResult(resources=before, outputs=[], failure_message=problem)


def _undo(self: Any, done: Done, before: dict[str, Any]) -> str | None:
    """Take one action back; the answer is the reason why that failed."""
    created = done.before is None
    if created and retention.retained(self._change_set, retention.ROLLBACK, done.name):
        return None
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


def process_event(
    self: Any,
    *,
    action: Any,
    logical_resource_id: str,
    event_status: Any,
    resource_type: str,
    special_action: str | None = None,
    reason: str | None = None,
) -> None:
    """Record a resource's event; the stack's own status is not the resource's to set."""
    verb = special_action or engine.EventOperationFromAction[action.value]
    status = ResourceStatus(f"{verb}_{'COMPLETE' if event_status is OperationStatus.SUCCESS else event_status.name}")
    stack, physical = self._change_set.stack, self._get_physical_id(logical_resource_id, False)  # noqa: FBT003
    if self.cdlc_cleaning == logical_resource_id:
        stack._store_event(logical_resource_id, resource_type, physical, status, reason or "")  # noqa: SLF001
        return
    if status is ResourceStatus.DELETE_COMPLETE:
        stack.resource_states.setdefault(logical_resource_id, {})
    stack.set_resource_status(
        logical_resource_id=logical_resource_id,
        physical_resource_id=physical,
        resource_type=resource_type,
        status=status,
        resource_status_reason=reason,
    )
