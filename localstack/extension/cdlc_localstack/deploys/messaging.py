"""EventBridge rules, SQS queues, SNS topics and their policies: changes take effect.

LocalStack 4.9.2 updates no rule and no topic policy, and calls a queue updated without touching it.
"""

from __future__ import annotations

import json
from typing import Any

from localstack.services.sns.resource_providers.aws_sns_topicpolicy import create_default_sns_topic_policy

from cdlc_localstack.deploys.registry import deletes, done, only, tags, updates

RULE = "AWS::Events::Rule"
QUEUE_ATTRIBUTES = {  # CloudFormation's name -> (SQS's name, AWS's default)
    "ContentBasedDeduplication": ("ContentBasedDeduplication", "false"),
    "DeduplicationScope": ("DeduplicationScope", "queue"),
    "DelaySeconds": ("DelaySeconds", "0"),
    "FifoThroughputLimit": ("FifoThroughputLimit", "perQueue"),
    "KmsDataKeyReusePeriodSeconds": ("KmsDataKeyReusePeriodSeconds", "300"),
    "KmsMasterKeyId": ("KmsMasterKeyId", ""),
    "MaximumMessageSize": ("MaximumMessageSize", "262144"),
    "MessageRetentionPeriod": ("MessageRetentionPeriod", "345600"),
    "ReceiveMessageWaitTimeSeconds": ("ReceiveMessageWaitTimeSeconds", "0"),
    "RedriveAllowPolicy": ("RedriveAllowPolicy", ""),
    "RedrivePolicy": ("RedrivePolicy", ""),
    "SqsManagedSseEnabled": ("SqsManagedSseEnabled", "true"),
    "VisibilityTimeout": ("VisibilityTimeout", "30"),
}


@updates(RULE)
def update_rule(provider: Any, request: Any) -> Any:
    """Put the rule again under its name, after targets that are gone were removed."""
    names = only(request, "Description", "EventPattern", "RoleArn", "ScheduleExpression", "State", "Targets")
    model = request.desired_state
    if "Targets" in names:
        _remove_targets(request, keep={target["Id"] for target in model.get("Targets") or []})
    named = "Name" in model
    model["Name"] = _rule_name(model)
    provider.create(request)
    if not named:
        del model["Name"]
    return done(request)


@deletes(RULE)
def delete_rule(_provider: Any, request: Any) -> Any:
    """Delete the rule on its own bus; LocalStack's provider looks for it on the default one."""
    _remove_targets(request, keep=set())
    model = request.desired_state
    request.aws_client_factory.events.delete_rule(Name=_rule_name(model), **_bus(model))
    return done(request)


def _remove_targets(request: Any, keep: set[str]) -> None:
    events, model = request.aws_client_factory.events, request.desired_state
    rule = {"Rule": _rule_name(model), **_bus(model)}
    present = {target["Id"] for target in events.list_targets_by_rule(**rule)["Targets"]}
    if gone := sorted(present - keep):
        events.remove_targets(**rule, Ids=gone, Force=True)


def _rule_name(model: dict[str, Any]) -> str:
    return str(model["Id"]).rsplit("|", maxsplit=1)[-1]


def _bus(model: dict[str, Any]) -> dict[str, str]:
    return {"EventBusName": model["EventBusName"]} if model.get("EventBusName") else {}


@updates("AWS::SQS::Queue")
def update_queue(_provider: Any, request: Any) -> Any:
    """Set the changed attributes, to AWS's default where the template no longer says anything."""
    names = only(request, *QUEUE_ATTRIBUTES, "Tags")
    model, sqs = request.desired_state, request.aws_client_factory.sqs
    attributes = {QUEUE_ATTRIBUTES[name][0]: _attribute(name, model.get(name)) for name in names - {"Tags"}}
    if attributes:
        sqs.set_queue_attributes(QueueUrl=model["QueueUrl"], Attributes=attributes)
    if "Tags" in names:
        new, gone = tags(request)
        if gone:
            sqs.untag_queue(QueueUrl=model["QueueUrl"], TagKeys=gone)
        if new:
            sqs.tag_queue(QueueUrl=model["QueueUrl"], Tags=new)
    model.setdefault("QueueName", request.previous_state.get("QueueName"))
    return done(request)


def _attribute(name: str, value: Any) -> str:
    if value is None:
        return QUEUE_ATTRIBUTES[name][1]
    if isinstance(value, (dict, bool)):
        return json.dumps(value)
    return str(value)


@updates("AWS::SNS::TopicPolicy")
def update_topic_policy(_provider: Any, request: Any) -> Any:
    """Set the policy on its topics, and the default one again on those that it has left."""
    only(request, "PolicyDocument", "Topics")
    sns, wanted = request.aws_client_factory.sns, set(request.desired_state["Topics"])
    policies = {topic: json.dumps(request.desired_state["PolicyDocument"]) for topic in wanted}
    for topic in set(request.previous_state.get("Topics") or []) - wanted:
        policies[topic] = json.dumps(create_default_sns_topic_policy(topic))
    for topic, policy in policies.items():
        sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    return done(request)


@updates("AWS::SNS::Topic")
def update_topic(provider: Any, request: Any) -> Any:
    """What LocalStack's own update carries out; the rest is refused by name."""
    only(request, "DisplayName", "Tags")
    request.desired_state.setdefault("TopicName", request.previous_state.get("TopicName"))
    return provider.update(request)
