"""One run of a change set: carried through, or taken back so that the stack is what it was.

LocalStack 4.9.2 leaves a failed deploy half made: what came before the failure stays, what came after is forgotten,
and removals that the failed template asked for are carried out.
"""

from __future__ import annotations

import copy
import logging
from typing import Any

from localstack.aws.api.cloudformation import ChangeAction, ResourceStatus, StackStatus
from localstack.services.cloudformation.engine.v2 import change_set_model_executor as engine
from localstack.services.cloudformation.resource_provider import OperationStatus

from cdlc_localstack.deploys import intentions, journal, nested, registry, retention
from cdlc_localstack.expected import expect

LOG = logging.getLogger(__name__)


class StackDeletionError(Exception):
    """Resources of a stack could not be deleted."""


def install() -> None:
    """Replace the run, keep a journal of its actions, and let failed resources speak for themselves only."""
    executor: Any = engine.ChangeSetModelExecutor
    expect(executor.execute, "StackStatus.ROLLBACK_COMPLETE", "self._deferred_actions[::-1]", area="deploys")
    expect(executor._execute_resource_action, "part_of_replacement: bool = False", area="deploys")  # noqa: SLF001
    expect(executor._process_event, "self._change_set.stack.set_stack_status(StackStatus(status))", area="deploys")  # noqa: SLF001
    original = executor._execute_resource_action  # noqa: SLF001

    def execute_resource_action(self: Any, **named: Any) -> Any:
        if named["action"] is ChangeAction.Add and named["resource_type"] != nested.TYPE:
            _intend(self, **named)
        event = original(self, **named)
        if named["action"] is not ChangeAction.Remove:
            _note(self, event, **named)
        elif event.status is not OperationStatus.SUCCESS:
            self.cdlc_undeleted.append(f"{named['logical_resource_id']}: {event.message}")
        return event

    executor._execute_resource_action = execute_resource_action  # noqa: SLF001
    executor._process_event = process_event  # noqa: SLF001
    executor.execute = execute


def _intend(self: Any, **named: Any) -> None:
    """Say on disk what is about to be made. Nested stacks keep books of their own."""
    name = named["logical_resource_id"]
    kept = retention.retained(self._change_set, retention.ROLLBACK, name)
    properties = named["after_properties"].properties
    intention = intentions.Intention(name, named["resource_type"], properties, kept)
    intentions.note(self._change_set.stack.stack_id, intention)


def _note(self: Any, event: Any, **named: Any) -> None:
    """Remember what may have to be taken back; a failed update too, for it may have changed something."""
    updated = named["action"] is not ChangeAction.Add
    if event.error_code == registry.NOT_UPDATABLE or (event.status is not OperationStatus.SUCCESS and not updated):
        return
    name = named["logical_resource_id"]
    # A provider that raised answered no model: what it was about to change is the model of before.
    known = self._before_resolved_resources.get(name, {}).get("Properties")
    done = journal.Done(
        name=name,
        resource_type=named["resource_type"],
        before=self.resource_provider_executor.cdlc_deployed if updated else None,
        after=named["after_properties"].properties,
        model=event.resource_model or known,
        kept=not updated and retention.retained(self._change_set, retention.ROLLBACK, name),
    )
    self.cdlc_done.append(copy.deepcopy(done))


def execute(self: Any) -> Any:
    """Carry the change set out; on a failure take everything back.

    Raises `StackDeletionError` where a stack's own deletion leaves resources behind.
    """
    stack = self._change_set.stack
    journal.settle(self)
    intentions.forget(stack.stack_id)
    before = copy.deepcopy(stack.resolved_resources)
    self.cdlc_done, self.cdlc_undeleted, self.cdlc_cleaning = [], [], None
    setattr(stack, journal.KEPT_AS, self.cdlc_done)
    result = _run(self, before)
    setattr(stack, journal.KEPT_AS, [])
    intentions.forget(stack.stack_id)
    return result


def _run(self: Any, before: dict[str, Any]) -> Any:
    deleting, stack = self._change_set.template is None, self._change_set.stack
    problem = _process(self)
    if problem is not None and not deleting:
        return _roll_back(self, before, problem)
    if problem is None:
        if not deleting and self._deferred_actions:
            stack.set_stack_status(StackStatus.UPDATE_COMPLETE_CLEANUP_IN_PROGRESS)
        for deferred in reversed(self._deferred_actions):
            _clean_up(self, deferred)
        if self.cdlc_undeleted:
            problem = f"The following resource(s) failed to delete: {'; '.join(self.cdlc_undeleted)}"
    if deleting and problem is not None:
        stack.status_reason = problem
        raise StackDeletionError(problem)
    return engine.ChangeSetModelExecutorResult(resources=self.resources, outputs=self.outputs)


def _process(self: Any) -> str | None:
    """Run the constructive part; the answer is the reason of its failure."""
    try:
        self.process()
    except engine.TriggerRollback as failure:
        verb = "update" if failure.logical_resource_id in self._before_resolved_resources else "create"
        return f"The following resource(s) failed to {verb}: [{failure.logical_resource_id}]. {failure.reason or ''}"
    except Exception as error:
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
    stack = self._change_set.stack
    prefix = "" if stack.template is None else "UPDATE_"
    stack.set_stack_status(StackStatus(f"{prefix}ROLLBACK_IN_PROGRESS"), problem)
    problems = [failure for done in reversed(self.cdlc_done) if (failure := journal.undo(self, done, before))]
    status = StackStatus(f"{prefix}ROLLBACK_{'FAILED' if problems else 'COMPLETE'}")
    stack.set_stack_status(status, "; ".join([problem, *problems]))
    self._change_set.resolved_parameters = stack.resolved_parameters
    return engine.ChangeSetModelExecutorResult(resources=before, outputs=[], failure_message=problem)


def process_event(  # noqa: PLR0913 -- the engine calls it by these names
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
