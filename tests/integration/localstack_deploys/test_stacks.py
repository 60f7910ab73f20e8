"""Stacks: values as CloudFormation computes them, failures that are told and taken back, what is to be retained."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from integration.localstack_gateway.own_cloud import OwnCloud, deleted, deployed, failures, outputs, settled, status


def name() -> str:
    return f"s{uuid.uuid4().hex[:8]}"


def parameter(value: Any, **more: Any) -> dict[str, Any]:
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value, **more}}


def queue(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::SQS::Queue", "Properties": properties}


def nested(aws: OwnCloud, child: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    url = aws.put(f"{uuid.uuid4()}.json", json.dumps(child))
    return {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url, "Parameters": parameters}}


UNKNOWN = {"Type": "AWS::CloudFront::Distribution", "Properties": {}}


def test_a_condition_leaves_out_a_resource_and_what_refers_to_it(aws: OwnCloud) -> None:
    template = {
        "Parameters": {"With": {"Type": "String", "Default": "no"}, "Empty": {"Type": "String", "Default": "full"}},
        "Conditions": {
            "Has": {"Fn::Equals": [{"Ref": "With"}, "yes"]},
            "Full": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Empty"}, ""]}]},
        },
        "Mappings": {"Names": {"no": {"suffix": "none"}, "yes": {"suffix": "some"}}},
        "Resources": {
            "Always": parameter({"Fn::Join": [",", {"Fn::If": ["Has", ["a", "b"], ["c", {"Ref": "AWS::NoValue"}]]}]}),
            "Extra": {**queue(), "Condition": "Has"},
            "Beside": {**parameter({"Fn::GetAtt": ["Extra", "Arn"]}), "Condition": "Has"},
            "Mapped": parameter({"Fn::FindInMap": ["Names", {"Ref": "With"}, "suffix"]}),
            "Text": parameter({"Fn::Sub": "1.10"}, Description={"Fn::If": ["Has", "some", {"Ref": "AWS::NoValue"}]}),
            "Literal": parameter({"Fn::Sub": "${!Kept} ${With}"}),
        },
        "Outputs": {
            "Always": {"Value": {"Fn::GetAtt": ["Always", "Value"]}},
            "Mapped": {"Value": {"Fn::GetAtt": ["Mapped", "Value"]}},
            "Text": {"Value": {"Fn::GetAtt": ["Text", "Value"]}},
            "Literal": {"Value": {"Fn::GetAtt": ["Literal", "Value"]}},
            "Extra": {"Condition": "Has", "Value": {"Fn::GetAtt": ["Extra", "QueueName"]}},
            "Full": {"Condition": "Full", "Value": "full"},
        },
    }
    stack = name()
    assert deployed(aws, stack, template, {"Empty": ""}) == "CREATE_COMPLETE", failures(aws, stack)
    assert outputs(aws, stack) == {"Always": "c", "Mapped": "none", "Text": "1.10", "Literal": "${Kept} no"}
    assert deployed(aws, stack, template, {"With": "yes"}) == "UPDATE_COMPLETE", failures(aws, stack)
    found = outputs(aws, stack)
    assert (found["Always"], found["Mapped"], found["Full"]) == ("a,b", "some", "full")
    assert found["Extra"].startswith(stack)
    assert deployed(aws, stack, template, {"With": "no"}) == "UPDATE_COMPLETE", failures(aws, stack)
    assert "Extra" not in outputs(aws, stack)
    assert deleted(aws, stack) == "DELETE_COMPLETE"


def test_an_unknown_type_fails_by_name_and_takes_the_creation_back(aws: OwnCloud) -> None:
    stack = name()
    template = {"Resources": {"Before": queue(QueueName=stack), "It": {**UNKNOWN, "DependsOn": "Before"}}}
    assert deployed(aws, stack, template) == "ROLLBACK_COMPLETE"
    assert any("It: Resource type AWS::CloudFront::Distribution not supported" in line for line in failures(aws, stack))
    assert aws.aws("sqs").list_queues(QueueNamePrefix=stack).get("QueueUrls", []) == []
    assert deleted(aws, stack) == "DELETE_COMPLETE"


def test_a_failed_child_fails_its_parent_and_leaves_nothing(aws: OwnCloud) -> None:
    stack = name()
    child = {"Resources": {"Kept": queue(QueueName=stack), "It": {**UNKNOWN, "DependsOn": "Kept"}}}
    assert deployed(aws, stack, {"Resources": {"Child": nested(aws, child)}}) == "ROLLBACK_COMPLETE"
    told = failures(aws, stack)
    assert any(line.startswith("Child: Embedded stack") and "AWS::CloudFront::Distribution" in line for line in told)
    assert aws.aws("sqs").list_queues(QueueNamePrefix=stack).get("QueueUrls", []) == []
    assert [each for each in _stacks(aws) if each.startswith(f"{stack}-")] == []


def test_a_child_s_outputs_reach_the_parent_in_the_same_update(aws: OwnCloud) -> None:
    stack = name()

    def template(value: str) -> dict[str, Any]:
        child = {
            "Parameters": {"Value": {"Type": "String"}},
            "Resources": {"It": parameter({"Ref": "Value"})},
            "Outputs": {"Value": {"Value": {"Fn::GetAtt": ["It", "Value"]}}},
        }
        return {
            "Resources": {
                "Child": nested(aws, child, Value=value),
                "Beside": parameter({"Fn::Sub": "<${Child.Outputs.Value}>"}),
            },
            "Outputs": {"Beside": {"Value": {"Fn::GetAtt": ["Beside", "Value"]}}},
        }

    assert deployed(aws, stack, template("old")) == "CREATE_COMPLETE", failures(aws, stack)
    assert deployed(aws, stack, template("new")) == "UPDATE_COMPLETE", failures(aws, stack)
    assert outputs(aws, stack) == {"Beside": "<new>"}
    assert deleted(aws, stack) == "DELETE_COMPLETE"


def test_a_failure_beside_a_child_takes_the_child_s_update_back(aws: OwnCloud) -> None:
    stack = name()

    def template(delay: int, **more: Any) -> dict[str, Any]:
        child = {"Resources": {"It": queue(QueueName=stack, DelaySeconds=delay)}}
        return {"Resources": {"Child": nested(aws, child), **more}}

    assert deployed(aws, stack, template(1)) == "CREATE_COMPLETE", failures(aws, stack)
    broken = template(2, It={**UNKNOWN, "DependsOn": "Child"}, Gone={**queue(), "DependsOn": "Child"})
    assert deployed(aws, stack, broken) == "UPDATE_ROLLBACK_COMPLETE", failures(aws, stack)
    sqs = aws.aws("sqs")
    url = sqs.get_queue_url(QueueName=stack)["QueueUrl"]
    assert sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]["DelaySeconds"] == "1"
    assert deployed(aws, stack, template(3)) == "UPDATE_COMPLETE", failures(aws, stack)
    assert deleted(aws, stack) == "DELETE_COMPLETE"


def test_a_removal_in_a_failed_update_does_not_happen(aws: OwnCloud) -> None:
    stack = name()
    assert deployed(aws, stack, {"Resources": {"Old": queue(QueueName=stack), "Other": queue()}}) == "CREATE_COMPLETE"
    assert deployed(aws, stack, {"Resources": {"Other": queue(), "It": UNKNOWN}}) == "UPDATE_ROLLBACK_COMPLETE"
    assert len(aws.aws("sqs").list_queues(QueueNamePrefix=stack)["QueueUrls"]) == 2
    assert deployed(aws, stack, {"Resources": {"Other": queue()}}) == "UPDATE_COMPLETE"
    assert len(aws.aws("sqs").list_queues(QueueNamePrefix=stack)["QueueUrls"]) == 1


def test_a_replacement_leaves_one_resource_and_its_record(aws: OwnCloud) -> None:
    stack = name()
    assert deployed(aws, stack, {"Resources": {"It": queue(QueueName=f"{stack}-a")}}) == "CREATE_COMPLETE"
    assert deployed(aws, stack, {"Resources": {"It": queue(QueueName=f"{stack}-b")}}) == "UPDATE_COMPLETE"
    (url,) = aws.aws("sqs").list_queues(QueueNamePrefix=stack)["QueueUrls"]
    assert url.endswith("-b")
    (record,) = aws.aws("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
    assert record["PhysicalResourceId"] == url
    assert deleted(aws, stack) == "DELETE_COMPLETE"
    assert aws.aws("sqs").list_queues(QueueNamePrefix=stack).get("QueueUrls", []) == []


def test_what_is_to_be_retained_stays(aws: OwnCloud) -> None:
    stack = name()

    def template(suffix: str) -> dict[str, Any]:
        kept = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
        return {
            "Resources": {"It": {**queue(QueueName=f"{stack}-{suffix}"), **kept}, "Not": queue(QueueName=f"{stack}-x")}
        }

    assert deployed(aws, stack, template("a")) == "CREATE_COMPLETE"
    assert deployed(aws, stack, template("b")) == "UPDATE_COMPLETE"
    assert deleted(aws, stack) == "DELETE_COMPLETE"
    left = aws.aws("sqs").list_queues(QueueNamePrefix=stack)["QueueUrls"]
    assert sorted(url[-1] for url in left) == ["a", "b"]


def test_create_stack_and_update_stack_tell_the_truth_too(aws: OwnCloud) -> None:
    client, stack = aws.aws("cloudformation"), name()
    good, bad = ({"Resources": {"It": queue(), **more}} for more in ({}, {"Bad": UNKNOWN}))
    client.create_stack(StackName=stack, TemplateBody=json.dumps(bad))
    assert settled(aws, stack) == "ROLLBACK_COMPLETE"
    assert deleted(aws, stack) == "DELETE_COMPLETE"
    client.create_stack(StackName=stack, TemplateBody=json.dumps(good))
    assert settled(aws, stack) == "CREATE_COMPLETE"
    client.update_stack(StackName=stack, TemplateBody=json.dumps(bad))
    assert settled(aws, stack) == "UPDATE_ROLLBACK_COMPLETE"
    reason = client.describe_stacks(StackName=stack)["Stacks"][0]["StackStatusReason"]
    assert "[Bad]" in reason
    assert "AWS::CloudFront::Distribution" in reason


def test_an_unknown_attribute_is_a_failure(aws: OwnCloud) -> None:
    stack = name()
    template = {"Resources": {"It": queue(), "Beside": parameter({"Fn::GetAtt": ["It", "Colour"]})}}
    assert deployed(aws, stack, template) == "ROLLBACK_COMPLETE"
    reason = aws.aws("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["StackStatusReason"]
    assert "Colour" in reason


def test_a_refused_template_leaves_no_stack(aws: OwnCloud) -> None:
    stack, client = name(), aws.aws("cloudformation")
    template = {"Parameters": {"Needed": {"Type": "String"}}, "Resources": {"It": queue()}}
    with pytest.raises(client.exceptions.ClientError, match="Needed"):
        client.create_stack(StackName=stack, TemplateBody=json.dumps(template))
    assert status(aws, stack) == ""


def _stacks(aws: OwnCloud) -> list[str]:
    found = aws.aws("cloudformation").describe_stacks()["Stacks"]
    return [each["StackName"] for each in found if each["StackStatus"] != "DELETE_COMPLETE"]
