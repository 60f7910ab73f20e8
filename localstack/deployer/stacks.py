"""Create or update one CloudFormation stack by change set and say what failed, where and why."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_cloudformation import CloudFormationClient

_POLL_SECONDS = 0.1
_GONE = ("DELETE_COMPLETE", "REVIEW_IN_PROGRESS")
_BROKEN = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED", "UPDATE_FAILED")


class DeployFailed(Exception):
    """A stack did not reach its complete state; the text lists each failed resource with its reason."""


def status(cloudformation: CloudFormationClient, stack: str) -> str | None:
    """The stack's status, or None where there is no such stack."""
    try:
        return cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
    except cloudformation.exceptions.ClientError as error:
        if "does not exist" in str(error):
            return None
        raise


def outputs(cloudformation: CloudFormationClient, stack: str) -> dict[str, str]:
    """The stack's outputs by key."""
    found = cloudformation.describe_stacks(StackName=stack)["Stacks"][0].get("Outputs", [])
    return {output["OutputKey"]: output["OutputValue"] for output in found}


def apply(
    cloudformation: CloudFormationClient,
    stack: str,
    template_url: str,
    parameters: dict[str, str],
    report: Callable[[str], None],
) -> None:
    """Bring `stack` to the template at `template_url`; returns when it is complete.

    Raises `DeployFailed`. A stack that an earlier attempt left broken is deleted first: it serves nothing.
    """
    before = status(cloudformation, stack)
    if before in _BROKEN or (before or "").endswith("IN_PROGRESS"):
        report(f"stack {stack} was left {before}: replacing it")
        cloudformation.delete_stack(StackName=stack)
        _wait(cloudformation, stack, set(), report)
        before = None
    kind: Literal["CREATE", "UPDATE"] = "CREATE" if before is None or before in _GONE else "UPDATE"
    name = f"deploy-{time.time_ns()}"
    cloudformation.create_change_set(
        StackName=stack,
        ChangeSetName=name,
        ChangeSetType=kind,
        TemplateURL=template_url,
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
    )
    if not _change_set_ready(cloudformation, stack, name):
        return
    seen = {event["EventId"] for event in _events(cloudformation, stack)}
    cloudformation.execute_change_set(StackName=stack, ChangeSetName=name)
    end = _wait(cloudformation, stack, seen, report)
    if end not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        raise DeployFailed(f"stack {stack} ended as {end}\n" + "\n".join(failures(cloudformation, stack)))


def _change_set_ready(cloudformation: CloudFormationClient, stack: str, name: str) -> bool:
    while True:
        found = cloudformation.describe_change_set(StackName=stack, ChangeSetName=name)
        if found["Status"] == "CREATE_COMPLETE":
            return True
        if found["Status"] == "FAILED":
            reason = found.get("StatusReason", "no reason given")
            if "didn't contain changes" in reason or "No updates" in reason:
                return False
            raise DeployFailed(f"stack {stack}: the change set was refused: {reason}")
        time.sleep(_POLL_SECONDS)


def _wait(cloudformation: CloudFormationClient, stack: str, seen: set[str], report: Callable[[str], None]) -> str:
    while True:
        now = status(cloudformation, stack) or "DELETE_COMPLETE"
        if now != "DELETE_COMPLETE":
            _report_new_events(cloudformation, stack, seen, report)
        if not now.endswith("IN_PROGRESS"):
            return now
        time.sleep(_POLL_SECONDS)


def _report_new_events(
    cloudformation: CloudFormationClient, stack: str, seen: set[str], report: Callable[[str], None]
) -> None:
    for event in reversed(_events(cloudformation, stack)):
        if event["EventId"] not in seen:
            seen.add(event["EventId"])
            if event["ResourceStatus"].endswith("_COMPLETE"):
                report(f"{event['LogicalResourceId']} {event['ResourceStatus']}")


def _events(cloudformation: CloudFormationClient, stack: str) -> list[Any]:
    return list(cloudformation.describe_stack_events(StackName=stack)["StackEvents"])


def failures(cloudformation: CloudFormationClient, stack: str) -> list[str]:
    """One line per failed resource of the stack and of its nested stacks: logical id, type, reason."""
    lines: list[str] = []
    for event in _events(cloudformation, stack):
        if "FAILED" not in event["ResourceStatus"]:
            continue
        lines.append(
            f"  {event['LogicalResourceId']} ({event['ResourceType']}): {event.get('ResourceStatusReason', '?')}"
        )
        nested = event.get("PhysicalResourceId") or ""
        if event["ResourceType"] == "AWS::CloudFormation::Stack" and nested and nested != event["StackId"]:
            lines += [f"  {line}" for line in failures(cloudformation, nested)]
    return list(dict.fromkeys(lines))
