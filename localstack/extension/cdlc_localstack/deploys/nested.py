"""Nested stacks: created, updated and deleted for real; a child's failure is the parent's, with its reason.

LocalStack 4.9.2 skips the update of a nested stack and says that it is complete, and takes a failed child for a
created one.
"""

from __future__ import annotations

from typing import Any

import localstack.services.cloudformation.provider_utils as names
from botocore.exceptions import ClientError
from localstack.aws.api.cloudformation import StackStatus
from localstack.aws.connect import connect_to
from localstack.services.cloudformation.stores import get_cloudformation_store as _store

from cdlc_localstack.deploys.registry import again, creates, deletes, done, failed, pause, updates
from cdlc_localstack.deploys.retention import CREATION_UNDONE

TYPE = "AWS::CloudFormation::Stack"
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
STARTED = "cdlc_started"
PARENT = "cdlc_parent"  # on a nested stack: its parent's name


class NestedParameterError(ValueError):
    """A parameter of a nested stack is not a plain value."""


@creates(TYPE)
def create(_provider: Any, request: Any) -> Any:
    """Create the child and follow it."""
    model = request.desired_state
    if not request.custom_context.get(STARTED):
        model.setdefault("StackName", names.generate_default_name(request.stack_name, request.logical_resource_id))
        wanted = {**_wanted(model), "StackName": model["StackName"]}
        model["Id"] = request.aws_client_factory.cloudformation.create_stack(**wanted)["StackId"]
        setattr(_stack(request), PARENT, request.stack_name)
        request.custom_context[STARTED] = True
        return again(request)
    return _follow(request, StackStatus.CREATE_COMPLETE, "created")


@updates(TYPE)
def update(_provider: Any, request: Any) -> Any:
    """Update the child; one that has nothing to change is as good as updated."""
    model = request.desired_state
    if not request.custom_context.get(STARTED):
        model["StackName"] = request.previous_state.get("StackName")
        try:
            request.aws_client_factory.cloudformation.update_stack(**_wanted(model), StackName=model["Id"])
        except ClientError as error:
            if "No updates are to be performed" not in str(error):
                raise
            model["Outputs"] = _outputs(_stack(request))
            return done(request)
        request.custom_context[STARTED] = True
        return again(request)
    return _follow(request, StackStatus.UPDATE_COMPLETE, "updated")


@deletes(TYPE)
def delete(_provider: Any, request: Any) -> Any:
    """Delete the child and follow it."""
    if not request.custom_context.get(STARTED):
        request.aws_client_factory.cloudformation.delete_stack(StackName=request.desired_state["Id"])
        request.custom_context[STARTED] = True
        return again(request)
    return _follow(request, StackStatus.DELETE_COMPLETE, "deleted")


def mark(parent: Any, child_id: str) -> None:
    """Say of a child that it goes because its creation is taken back, for what it retains only otherwise."""
    child = _store(parent.account_id, parent.region_name).stacks_v2.get(child_id)
    if child is not None:
        setattr(child, CREATION_UNDONE, True)


def children(parent: Any) -> list[Any]:
    """The nested stacks of a stack that still exist."""
    found = _store(parent.account_id, parent.region_name).stacks_v2.values()
    return [each for each in list(found) if getattr(each, PARENT, None) == parent.stack_name and each.is_active()]


def remove(parent: Any, child_id: str) -> None:
    """Delete a nested stack and wait for its end."""
    client = connect_to(aws_access_key_id=parent.account_id, region_name=parent.region_name).cloudformation
    client.delete_stack(StackName=child_id)
    while _store(parent.account_id, parent.region_name).stacks_v2[child_id].status.endswith("_IN_PROGRESS"):
        pause()


def _follow(request: Any, wanted: StackStatus, verb: str) -> Any:
    stack = _stack(request)
    if stack.status == wanted:
        request.desired_state["Outputs"] = _outputs(stack)
        return done(request)
    if stack.status.endswith("_IN_PROGRESS"):
        return again(request)
    reason = stack.status_reason or stack.status
    return failed(request, f"Embedded stack {stack.stack_id} was not successfully {verb}: {reason}")


def _stack(request: Any) -> Any:
    return _store(request.account_id, request.region_name).stacks_v2[request.desired_state["Id"]]


def _outputs(stack: Any) -> dict[str, Any]:
    return {output["OutputKey"]: output["OutputValue"] for output in stack.resolved_outputs}


def _wanted(model: dict[str, Any]) -> dict[str, Any]:
    """CreateStack's and UpdateStack's common parameters."""
    parameters = [
        {"ParameterKey": key, "ParameterValue": _text(key, value)}
        for key, value in (model.get("Parameters") or {}).items()
    ]
    optional = {key: model[key] for key in ("Tags", "NotificationARNs") if model.get(key)}
    return {
        "TemplateURL": model["TemplateURL"],
        "Parameters": parameters,
        "Capabilities": CAPABILITIES,
        **optional,
    }


def _text(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (str, int, float)):
        return str(value)
    raise NestedParameterError(
        f"Value of property Parameters must be an object with String (or simple type) properties: {key} is {value!r}"
    )
