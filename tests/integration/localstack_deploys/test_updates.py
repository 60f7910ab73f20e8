"""An update changes what it says, in place; each assertion asks the service, not the stack."""

from __future__ import annotations

import json
from typing import Any

import pytest

from integration.localstack_gateway.own_cloud import BUCKET, REGION, OwnCloud, deleted, deployed, failures, zipped

STACK = "updates"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def statement(action: str) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}


def policy(topic: Any, action: str) -> dict[str, Any]:
    principal = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": topic}
    return {"Version": "2012-10-17", "Statement": [principal]}


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def template(*, new: bool) -> dict[str, Any]:
    """The same resources, each with another wish."""

    def wish(old: Any, other: Any) -> Any:
        return other if new else old

    queue = {"Fn::GetAtt": [wish("First", "Second"), "Arn"]}
    function = {"Ref": "Function"}
    return {
        "Resources": {
            "First": resource("SQS::Queue", QueueName="first"),
            "Second": resource("SQS::Queue", QueueName="second", VisibilityTimeout=wish(40, 50)),
            "Bucket": resource(
                "S3::Bucket",
                BucketName="updated",
                NotificationConfiguration={
                    "QueueConfigurations": [{"Event": wish("s3:ObjectCreated:*", "s3:ObjectRemoved:*"), "Queue": queue}]
                },
                PublicAccessBlockConfiguration=wish(
                    {"BlockPublicAcls": True}, {"BlockPublicAcls": True, "BlockPublicPolicy": True}
                ),
                LifecycleConfiguration={"Rules": [{"Id": "old", "Status": "Enabled", "ExpirationInDays": wish(1, 2)}]},
                VersioningConfiguration={"Status": wish("Suspended", "Enabled")},
                Tags=[{"Key": "colour", "Value": wish("blue", "red")}],
            ),
            "BucketPolicy": resource(
                "S3::BucketPolicy",
                Bucket={"Ref": "Bucket"},
                PolicyDocument=policy("arn:aws:s3:::updated/*", wish("s3:GetObject", "s3:PutObject")),
            ),
            "Rule": resource(
                "Events::Rule",
                ScheduleExpression=wish("rate(1 day)", "rate(2 days)"),
                State=wish("ENABLED", "DISABLED"),
                Targets=[{"Id": wish("one", "two"), "Arn": queue}],
            ),
            "Secret": resource(
                "SecretsManager::Secret",
                Name="generated",
                Description=wish("old", "new"),
                GenerateSecretString={"PasswordLength": 40},
            ),
            "Stated": resource("SecretsManager::Secret", Name="stated", SecretString=wish("old", "new")),
            "Logs": resource("Logs::LogGroup", LogGroupName="updated", RetentionInDays=wish(1, 3)),
            "Topic": resource("SNS::Topic", TopicName="updated", DisplayName=wish("old", "new")),
            "TopicPolicy": resource(
                "SNS::TopicPolicy",
                Topics=[{"Ref": "Topic"}],
                PolicyDocument=policy({"Ref": "Topic"}, wish("sns:Publish", "sns:Subscribe")),
            ),
            "Role": resource(
                "IAM::Role",
                RoleName="updated",
                AssumeRolePolicyDocument=TRUST,
                Policies=[{"PolicyName": "it", "PolicyDocument": statement(wish("s3:GetObject", "s3:PutObject"))}],
                ManagedPolicyArns=wish([], [{"Ref": "Managed"}]),
            ),
            "Managed": resource(
                "IAM::ManagedPolicy",
                ManagedPolicyName="updated",
                PolicyDocument=statement(wish("sqs:SendMessage", "sqs:ReceiveMessage")),
            ),
            "Function": resource(
                "Lambda::Function",
                FunctionName="updated",
                Runtime="python3.11",
                Handler="it.handler",
                Role="arn:aws:iam::000000000000:role/any",
                Code={"S3Bucket": BUCKET, "S3Key": "updated.zip"},
                Timeout=wish(5, 7),
                **wish({"Environment": {"Variables": {"A": "1"}}}, {}),
                Tags=[{"Key": "colour", "Value": wish("blue", "red")}],
            ),
            "Async": resource(
                "Lambda::EventInvokeConfig",
                FunctionName=function,
                Qualifier="$LATEST",
                MaximumRetryAttempts=wish(0, 1),
            ),
            "Mapping": resource(
                "Lambda::EventSourceMapping",
                FunctionName=function,
                EventSourceArn={"Fn::GetAtt": ["First", "Arn"]},
                BatchSize=wish(1, 5),
            ),
            "Parameter": resource("SSM::Parameter", Name="updated", Type="String", Value=wish("old", "new")),
            "Alarm": resource(
                "CloudWatch::Alarm",
                ComparisonOperator="GreaterThanThreshold",
                EvaluationPeriods=1,
                MetricName="m",
                Namespace="n",
                Period=60,
                Statistic="Sum",
                Threshold=wish(1, 2),
            ),
        }
    }


@pytest.fixture(scope="module")
def updated(aws: OwnCloud) -> OwnCloud:
    aws.put("updated.zip", zipped({"it.py": "def handler(event, context): pass"}))
    assert deployed(aws, STACK, template(new=False)) == "CREATE_COMPLETE", failures(aws, STACK)
    secret = aws.aws("secretsmanager").get_secret_value(SecretId="generated")["SecretString"]
    assert deployed(aws, STACK, template(new=True)) == "UPDATE_COMPLETE", failures(aws, STACK)
    assert aws.aws("secretsmanager").get_secret_value(SecretId="generated")["SecretString"] == secret
    return aws


def test_a_bucket_s_trigger_and_settings_change(updated: OwnCloud) -> None:
    s3, bucket = updated.aws("s3"), {"Bucket": "updated"}
    (trigger,) = s3.get_bucket_notification_configuration(**bucket)["QueueConfigurations"]
    assert (trigger["QueueArn"].rpartition(":")[2], trigger["Events"]) == ("second", ["s3:ObjectRemoved:*"])
    assert s3.get_public_access_block(**bucket)["PublicAccessBlockConfiguration"]["BlockPublicPolicy"]
    assert s3.get_bucket_lifecycle_configuration(**bucket)["Rules"][0]["Expiration"] == {"Days": 2}
    assert s3.get_bucket_versioning(**bucket)["Status"] == "Enabled"
    assert s3.get_bucket_tagging(**bucket)["TagSet"] == [{"Key": "colour", "Value": "red"}]
    assert "PutObject" in s3.get_bucket_policy(**bucket)["Policy"]


def test_a_bucket_is_private_unless_it_is_said_otherwise(updated: OwnCloud) -> None:
    grants = updated.aws("s3").get_bucket_acl(Bucket="updated")["Grants"]
    assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]


def test_a_rule_changes_its_schedule_and_its_targets(updated: OwnCloud) -> None:
    events = updated.aws("events")
    (rule,) = [each for each in events.list_rules()["Rules"] if each["Name"].startswith(STACK)]
    assert (rule["ScheduleExpression"], rule["State"]) == ("rate(2 days)", "DISABLED")
    (target,) = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
    assert (target["Id"], target["Arn"].rpartition(":")[2]) == ("two", "second")


def test_a_secret_s_description_or_stated_value_changes(updated: OwnCloud) -> None:
    client = updated.aws("secretsmanager")
    assert client.describe_secret(SecretId="generated")["Description"] == "new"
    assert client.get_secret_value(SecretId="stated")["SecretString"] == "new"


def test_queue_topic_and_log_group_change(updated: OwnCloud) -> None:
    sqs = updated.aws("sqs")
    url = sqs.get_queue_url(QueueName="second")["QueueUrl"]
    assert sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]["VisibilityTimeout"] == "50"
    sns, topic = updated.aws("sns"), f"arn:aws:sns:{REGION}:000000000000:updated"
    attributes = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert attributes["DisplayName"] == "new"
    assert "sns:Subscribe" in attributes["Policy"]
    (group,) = updated.aws("logs").describe_log_groups(logGroupNamePrefix="updated")["logGroups"]
    assert group["retentionInDays"] == 3


def test_a_role_changes_its_policies_and_stays_the_same_role(updated: OwnCloud) -> None:
    iam = updated.aws("iam")
    inline = iam.get_role_policy(RoleName="updated", PolicyName="it")["PolicyDocument"]
    assert inline["Statement"][0]["Action"] == "s3:PutObject"
    (attached,) = iam.list_attached_role_policies(RoleName="updated")["AttachedPolicies"]
    version = iam.get_policy(PolicyArn=attached["PolicyArn"])["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=attached["PolicyArn"], VersionId=version)["PolicyVersion"]["Document"]
    assert "sqs:ReceiveMessage" in json.dumps(document)


def test_a_function_changes_and_forgets_what_the_template_no_longer_says(updated: OwnCloud) -> None:
    found = updated.aws("lambda").get_function(FunctionName="updated")
    assert found["Configuration"]["Timeout"] == 7
    assert found["Configuration"].get("Environment", {}).get("Variables", {}) == {}
    assert found["Tags"]["colour"] == "red"


def test_asynchronous_settings_and_event_sources_change(updated: OwnCloud) -> None:
    client = updated.aws("lambda")
    assert client.get_function_event_invoke_config(FunctionName="updated")["MaximumRetryAttempts"] == 1
    (mapping,) = client.list_event_source_mappings(FunctionName="updated")["EventSourceMappings"]
    assert mapping["BatchSize"] == 5


def test_parameter_and_alarm_change(updated: OwnCloud) -> None:
    assert updated.aws("ssm").get_parameter(Name="updated")["Parameter"]["Value"] == "new"
    (alarm,) = updated.aws("cloudwatch").describe_alarms()["MetricAlarms"]
    assert alarm["Threshold"] == 2


def test_an_update_that_cannot_be_made_fails_by_name_and_changes_nothing(updated: OwnCloud) -> None:
    wanted = template(new=True)
    wanted["Resources"]["Bucket"]["Properties"]["AccelerateConfiguration"] = {"AccelerationStatus": "Enabled"}
    wanted["Resources"]["First"]["Properties"]["DelaySeconds"] = 9
    assert deployed(updated, STACK, wanted) == "UPDATE_ROLLBACK_COMPLETE"
    assert any("AWS::S3::Bucket" in line and "AccelerateConfiguration" in line for line in failures(updated, STACK))
    sqs = updated.aws("sqs")
    url = sqs.get_queue_url(QueueName="first")["QueueUrl"]
    assert sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]["DelaySeconds"] == "0"


def test_everything_goes_with_the_stack(updated: OwnCloud) -> None:
    assert deleted(updated, STACK) == "DELETE_COMPLETE"
    urls = updated.aws("sqs").list_queues().get("QueueUrls", [])
    assert [url for url in urls if url.endswith(("/first", "/second"))] == []
    assert [each for each in updated.aws("iam").list_roles()["Roles"] if each["RoleName"] == "updated"] == []
    assert "updated" not in [each["Name"] for each in updated.aws("s3").list_buckets()["Buckets"]]
