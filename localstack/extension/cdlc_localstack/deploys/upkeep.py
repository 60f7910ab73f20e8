"""Secrets, log groups, roles, alarms, keys' aliases: changes take effect or are refused by name.

LocalStack 4.9.2 updates none of these, except that of a role's changes it carries out some and swallows the others.
"""

from __future__ import annotations

import json
from typing import Any

from cdlc_localstack.deploys.registry import creates, done, only, tags, updates

LOG_GROUP = "AWS::Logs::LogGroup"


@updates("AWS::SecretsManager::Secret")
def update_secret(_provider: Any, request: Any) -> Any:
    """Change description, key, tags or a value that the template states; a generated value stays what it is."""
    names = only(request, "Description", "KmsKeyId", "SecretString", "Tags")
    model, client = request.desired_state, request.aws_client_factory.secretsmanager
    model.setdefault("Name", request.previous_state.get("Name"))
    wanted = {name: model.get(name) or "" for name in names - {"Tags"}}
    if wanted:
        client.update_secret(SecretId=model["Id"], **wanted)
    if "Tags" in names:
        new, gone = tags(request)
        if gone:
            client.untag_resource(SecretId=model["Id"], TagKeys=gone)
        if new:
            client.tag_resource(SecretId=model["Id"], Tags=model["Tags"])
    return done(request)


@creates(LOG_GROUP)
def create_log_group(provider: Any, request: Any) -> Any:
    """Create, with the retention and the tags that LocalStack's provider leaves out."""
    event = provider.create(request)
    if "RetentionInDays" in request.desired_state:
        _retention(request)
    if "Tags" in request.desired_state:
        _tag_log_group(request, gone=[])
    return event


@updates(LOG_GROUP)
def update_log_group(_provider: Any, request: Any) -> Any:
    """Change retention and tags."""
    names = only(request, "RetentionInDays", "Tags")
    if "RetentionInDays" in names:
        _retention(request)
    if "Tags" in names:
        _tag_log_group(request, gone=tags(request)[1])
    return done(request)


def _retention(request: Any) -> None:
    logs, group = request.aws_client_factory.logs, request.desired_state["LogGroupName"]
    if days := request.desired_state.get("RetentionInDays"):
        logs.put_retention_policy(logGroupName=group, retentionInDays=int(days))
    else:
        logs.delete_retention_policy(logGroupName=group)


def _tag_log_group(request: Any, gone: list[str]) -> None:
    logs, model = request.aws_client_factory.logs, request.desired_state
    wanted = {tag["Key"]: tag["Value"] for tag in model.get("Tags") or []}
    if gone:
        logs.untag_log_group(logGroupName=model["LogGroupName"], tags=gone)
    if wanted:
        logs.tag_log_group(logGroupName=model["LogGroupName"], tags=wanted)


@updates("AWS::Logs::SubscriptionFilter")
def update_subscription_filter(provider: Any, request: Any) -> Any:
    """Put the filter again: it replaces the one that is there."""
    only(request, "DestinationArn", "FilterPattern")
    return provider.create(request)


@updates("AWS::CloudWatch::Alarm")
def update_alarm(provider: Any, request: Any) -> Any:
    """Put the alarm again under its name: it replaces the one that is there."""
    request.desired_state["AlarmName"] = request.previous_state["AlarmName"]
    return provider.create(request)


@updates("AWS::KMS::Alias")
def update_key_alias(_provider: Any, request: Any) -> Any:
    """Point the alias to another key."""
    only(request, "TargetKeyId")
    model = request.desired_state
    request.aws_client_factory.kms.update_alias(AliasName=model["AliasName"], TargetKeyId=model["TargetKeyId"])
    return done(request)


@updates("AWS::IAM::Role")
def update_role(_provider: Any, request: Any) -> Any:
    """Change trust, inline and managed policies in place; the role keeps its identity."""
    names = only(
        request,
        *("AssumeRolePolicyDocument", "Description", "ManagedPolicyArns", "MaxSessionDuration"),
        *("PermissionsBoundary", "Policies", "Tags"),
    )
    model, iam = request.desired_state, request.aws_client_factory.iam
    name = {"RoleName": model["RoleName"]}
    if "AssumeRolePolicyDocument" in names:
        iam.update_assume_role_policy(**name, PolicyDocument=_document(model["AssumeRolePolicyDocument"]))
    if names & {"Description", "MaxSessionDuration"}:
        duration = int(model.get("MaxSessionDuration") or 3600)
        iam.update_role(**name, Description=model.get("Description") or "", MaxSessionDuration=duration)
    if "ManagedPolicyArns" in names:
        _attach(iam, name, set(request.previous_state.get("ManagedPolicyArns") or []), model)
    if "Policies" in names:
        _inline(iam, name, request)
    if "PermissionsBoundary" in names:
        _bound(iam, name, model.get("PermissionsBoundary"))
    if "Tags" in names:
        new, gone = tags(request)
        iam.untag_role(**name, TagKeys=gone)
        iam.tag_role(**name, Tags=[{"Key": key, "Value": value} for key, value in new.items()])
    return done(request)


def _document(value: Any) -> str:
    """A policy that names no version gets the one that its creation gives it: moto refuses it without."""
    return value if isinstance(value, str) else json.dumps({"Version": "2012-10-17", **value})


def _attach(iam: Any, name: dict[str, str], before: set[str], model: dict[str, Any]) -> None:
    wanted = set(model.get("ManagedPolicyArns") or [])
    for arn in sorted(before - wanted):
        iam.detach_role_policy(**name, PolicyArn=arn)
    for arn in sorted(wanted - before):
        iam.attach_role_policy(**name, PolicyArn=arn)


def _inline(iam: Any, name: dict[str, str], request: Any) -> None:
    wanted = {each["PolicyName"]: each["PolicyDocument"] for each in request.desired_state.get("Policies") or []}
    before = {each["PolicyName"] for each in request.previous_state.get("Policies") or []}
    for policy in sorted(before - wanted.keys()):
        iam.delete_role_policy(**name, PolicyName=policy)
    for policy, document in wanted.items():
        iam.put_role_policy(**name, PolicyName=policy, PolicyDocument=_document(document))


def _bound(iam: Any, name: dict[str, str], boundary: str | None) -> None:
    if boundary:
        iam.put_role_permissions_boundary(**name, PermissionsBoundary=boundary)
    else:
        iam.delete_role_permissions_boundary(**name)


@updates("AWS::IAM::ManagedPolicy")
def update_managed_policy(_provider: Any, request: Any) -> Any:
    """Make a new default version; the oldest gives way, for there may be five."""
    only(request, "PolicyDocument")
    model, iam = request.desired_state, request.aws_client_factory.iam
    model.setdefault("ManagedPolicyName", request.previous_state.get("ManagedPolicyName"))
    versions = iam.list_policy_versions(PolicyArn=model["Id"])["Versions"]
    others = sorted((each for each in versions if not each["IsDefaultVersion"]), key=lambda each: each["CreateDate"])
    if len(versions) >= 5:  # noqa: PLR2004 -- IAM's limit
        iam.delete_policy_version(PolicyArn=model["Id"], VersionId=others[0]["VersionId"])
    iam.create_policy_version(
        PolicyArn=model["Id"], PolicyDocument=_document(model["PolicyDocument"]), SetAsDefault=True
    )
    return done(request)


@updates("AWS::StepFunctions::StateMachine")
def update_state_machine(provider: Any, request: Any) -> Any:
    """LocalStack's own update carries out the definition and the log settings; the role is set beside it."""
    names = only(
        request,
        *("Definition", "DefinitionS3Location", "DefinitionString", "DefinitionSubstitutions"),
        *("LoggingConfiguration", "RoleArn", "Tags", "TracingConfiguration"),
    )
    event = provider.update(request)
    model, client = request.desired_state, request.aws_client_factory.stepfunctions
    if names & {"RoleArn", "TracingConfiguration"}:
        tracing = model.get("TracingConfiguration") or {"Enabled": False}
        tracing = {"enabled": str(tracing.get("Enabled", False)).lower() == "true"}
        client.update_state_machine(
            stateMachineArn=model["Arn"], roleArn=model["RoleArn"], tracingConfiguration=tracing
        )
    if "Tags" in names:
        new, gone = tags(request)
        client.untag_resource(resourceArn=model["Arn"], tagKeys=gone)
        client.tag_resource(resourceArn=model["Arn"], tags=[{"key": key, "value": new[key]} for key in new])
    return event
