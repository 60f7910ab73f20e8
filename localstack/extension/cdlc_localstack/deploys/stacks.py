"""Stacks' life cycle: one way to create and to update, states that follow AWS's, failures that are told.

LocalStack 4.9.2's CreateStack and UpdateStack report success after a failure, and forget the processed template of
an update, so that what it added is never deleted.
"""

from __future__ import annotations

import logging
from functools import wraps
from typing import Any

from localstack.aws.api.cloudformation import ChangeSetStatus, ChangeSetType, ExecutionStatus, StackStatus
from localstack.services.cloudformation.engine.v2.change_set_model_executor import ChangeSetModelExecutor
from localstack.services.cloudformation.engine.validations import ValidationError
from localstack.services.cloudformation.v2 import provider as engine
from localstack.utils.threads import start_worker_thread

from cdlc_localstack.expected import expect

LOG = logging.getLogger(__name__)
UPDATABLE = {
    StackStatus.CREATE_COMPLETE,
    StackStatus.UPDATE_COMPLETE,
    StackStatus.UPDATE_ROLLBACK_COMPLETE,
    StackStatus.UPDATE_FAILED,  # LocalStack was killed in the middle: the next run takes that one back first
    StackStatus.REVIEW_IN_PROGRESS,
}


def install() -> None:
    """Replace the provider's operations; their marks as API operations stay."""
    provider: Any = engine.CloudformationProviderV2
    expect(provider.create_stack, "StackStatus.CREATE_FAILED", area="deploys")
    expect(provider.update_stack, "stack.set_stack_status(StackStatus.UPDATE_COMPLETE)", area="deploys")
    expect(provider.execute_change_set, "result = change_set_executor.execute()", area="deploys")
    expect(provider.create_change_set, "StackStatus.REVIEW_IN_PROGRESS", area="deploys")
    provider.create_change_set = _guarded(provider.create_change_set)
    provider.execute_change_set = wraps(provider.execute_change_set)(execute_change_set)
    provider.create_stack = wraps(provider.create_stack)(create_stack)
    provider.update_stack = wraps(provider.update_stack)(update_stack)


def _guarded(original: Any) -> Any:
    """CreateChangeSet that refuses a stack in no state for it and leaves the state of a living stack alone."""

    @wraps(original)
    def create_change_set(self: Any, context: Any, request: Any) -> Any:
        state = engine.get_cloudformation_store(context.account_id, context.region)
        stack = _find(state, request.get("StackName"))
        if stack and request.get("ChangeSetType", "UPDATE") == "UPDATE" and stack.status not in UPDATABLE:
            raise ValidationError(f"Stack:{stack.stack_id} is in {stack.status} state and can not be updated.")
        if stack and request.get("UsePreviousTemplate"):
            request = {**request, "TemplateBody": stack.template_body}
        before = (stack.status, stack.status_reason, list(stack.events)) if stack else None
        try:
            return original(self, context, request)
        except Exception:
            _forget_new(state, request.get("StackName"), stack)
            raise
        finally:
            if stack and before and stack.template is not None:
                stack.status, stack.status_reason, stack.events = before

    return create_change_set


def _find(state: Any, name: str | None) -> Any:
    try:
        return engine.find_stack_v2(state, name) if name else None
    except KeyError:
        return None


def _forget_new(state: Any, name: str | None, existing: Any) -> None:
    """A stack that was only begun for a refused change set does not exist."""
    stack = None if existing else _find(state, name)
    if stack:
        del state.stacks_v2[stack.stack_id]


def execute_change_set(_self: Any, context: Any, change_set_name: str, stack_name: str | None = None, **_: Any) -> Any:
    """Start the change set's run in a thread of its own."""
    state = engine.get_cloudformation_store(context.account_id, context.region)
    change_set = engine.find_change_set_v2(state, change_set_name, stack_name)
    if not change_set:
        raise engine.ChangeSetNotFoundException(f"ChangeSet [{change_set_name}] does not exist")
    if change_set.execution_status != ExecutionStatus.AVAILABLE or not change_set.update_model:
        raise engine.InvalidChangeSetStatusException(
            f"ChangeSet [{change_set.change_set_id}] cannot be executed in its current status of [{change_set.status}]"
        )
    change_set.set_execution_status(ExecutionStatus.EXECUTE_IN_PROGRESS)
    stack = change_set.stack
    stack.tags, stack.status_reason = change_set.tags, None
    creating = change_set.change_set_type == ChangeSetType.CREATE
    stack.set_stack_status(StackStatus.CREATE_IN_PROGRESS if creating else StackStatus.UPDATE_IN_PROGRESS)
    executor = ChangeSetModelExecutor(change_set)
    start_worker_thread(lambda *_: _run(change_set, executor, creating))
    return engine.ExecuteChangeSetOutput()


def _run(change_set: Any, executor: Any, creating: bool) -> None:  # noqa: FBT001
    stack = change_set.stack
    try:
        result = executor.execute()
    except Exception as error:
        LOG.exception("the run of %s broke off", change_set.change_set_id)
        failed = StackStatus.ROLLBACK_FAILED if creating else StackStatus.UPDATE_ROLLBACK_FAILED
        stack.set_stack_status(failed, str(error))
        change_set.set_execution_status(ExecutionStatus.EXECUTE_FAILED)
        return
    stack.resolved_resources = result.resources
    if result.failure_message:
        LOG.error("stack %s: %s", stack.stack_name, result.failure_message)
        change_set.set_execution_status(ExecutionStatus.EXECUTE_FAILED)
        return
    _adopt(change_set, result)
    change_set.set_execution_status(ExecutionStatus.EXECUTE_COMPLETE)
    stack.set_stack_status(StackStatus.CREATE_COMPLETE if creating else StackStatus.UPDATE_COMPLETE)


def _adopt(change_set: Any, result: Any) -> None:
    """The stack becomes what was just deployed; whoever sees the new status sees all of it."""
    stack = change_set.stack
    stack.resolved_parameters = change_set.resolved_parameters
    stack.resolved_outputs = result.outputs
    stack.resolved_exports = {
        output["ExportName"]: output["OutputValue"] for output in result.outputs if output.get("ExportName")
    }
    stack.change_set_id = change_set.change_set_id
    stack.template = change_set.template
    stack.description = change_set.template.get("Description")
    stack.processed_template = change_set.processed_template
    stack.template_body = change_set.template_body


def create_stack(self: Any, context: Any, request: Any) -> Any:
    """CreateStack as a change set that is executed at once."""
    state = engine.get_cloudformation_store(context.account_id, context.region)
    if _find(state, request["StackName"]):
        raise engine.AlreadyExistsException(f"Stack [{request['StackName']}] already exists")
    change_set = _prepare(self, context, state, request, ChangeSetType.CREATE)
    if change_set.status == ChangeSetStatus.FAILED:
        change_set.stack.set_stack_status(StackStatus.ROLLBACK_COMPLETE, change_set.status_reason)
    else:
        self.execute_change_set(context, change_set_name=change_set.change_set_id)
    return engine.CreateStackOutput(StackId=change_set.stack.stack_id)


def update_stack(self: Any, context: Any, request: Any) -> Any:
    """UpdateStack as a change set that is executed at once."""
    state = engine.get_cloudformation_store(context.account_id, context.region)
    change_set = _prepare(self, context, state, request, ChangeSetType.UPDATE)
    if change_set.status == ChangeSetStatus.FAILED:
        reason = change_set.status_reason or ""
        raise ValidationError("No updates are to be performed." if "didn't contain changes" in reason else reason)
    self.execute_change_set(context, change_set_name=change_set.change_set_id)
    return engine.UpdateStackOutput(StackId=change_set.stack.stack_id)


def _prepare(self: Any, context: Any, state: Any, request: Any, kind: ChangeSetType) -> Any:
    text = engine.api_utils.extract_template_body(dict(request)) if not request.get("UsePreviousTemplate") else ""
    macros = "Transform" in engine.template_preparer.parse_template(text) if text else False
    if "CAPABILITY_AUTO_EXPAND" not in (request.get("Capabilities") or []) and (macros or "Fn::Transform" in text):
        raise engine.InsufficientCapabilitiesException("Requires capabilities : [CAPABILITY_AUTO_EXPAND]")
    name = f"direct-{kind.lower()}-{engine.short_uid()}"
    made = self.create_change_set(context, {**request, "ChangeSetName": name, "ChangeSetType": kind})
    change_set = state.change_sets[made["Id"]]
    if change_set.status == ChangeSetStatus.FAILED and kind == ChangeSetType.UPDATE:
        self.delete_change_set(context, change_set_name=made["Id"])
    return change_set
