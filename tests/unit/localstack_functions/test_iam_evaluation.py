"""The check of least privilege: calls against grants."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from iam.actions import Need, needs
from iam.calls import Call, read
from iam.evaluation import Verdict, evaluate
from iam.policies import allowed, grants

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:cdlc/local/mysql/{}-??????"
QUEUE = "arn:aws:sqs:eu-central-1:000000000000:letters"


def statement(action: str | list[str], resource: str | list[str], effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def secret_of(context: str, function: str = "f") -> Call:
    return Call(function, "secretsmanager", "GetSecretValue", {"SecretId": f"cdlc/local/mysql/{context}"})


def judge(calls: list[Call], **documents: dict[str, Any]) -> Verdict:
    return evaluate(calls, {name: grants(f"{name}RolePolicy0", written) for name, written in documents.items()})


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "expected"),
    [
        ("s3", "HeadObject", {"Bucket": "media", "Key": "a/b.jpg"}, ("s3:GetObject", "arn:aws:s3:::media/a/b.jpg")),
        ("s3", "GetObject", {"Bucket": "m", "Key": "k", "VersionId": "1"}, ("s3:GetObjectVersion", "arn:aws:s3:::m/k")),
        ("s3", "ListObjectsV2", {"Bucket": "media", "Prefix": "a/"}, ("s3:ListBucket", "arn:aws:s3:::media")),
        ("s3", "UploadPart", {"Bucket": "media", "Key": "k"}, ("s3:PutObject", "arn:aws:s3:::media/k")),
        ("s3", "DeleteObjects", {"Bucket": "media", "Key": ["a/b"]}, ("s3:DeleteObject", "arn:aws:s3:::media/a/b")),
        ("s3", "ListBuckets", {}, ("s3:ListAllMyBuckets", "*")),
        ("mediaconvert", "Probe", {}, ("mediaconvert:Probe", "*")),
        (
            "mediaconvert",
            "GetJob",
            {"Id": "1-a"},
            ("mediaconvert:GetJob", "arn:aws:mediaconvert:eu-central-1:000000000000:jobs/1-a"),
        ),
        (
            "lambda",
            "Invoke",
            {"FunctionName": "import", "Qualifier": "live"},
            ("lambda:InvokeFunction", "arn:aws:lambda:eu-central-1:000000000000:function:import:live"),
        ),
        (
            "sqs",
            "SendMessageBatch",
            {"QueueUrl": "http://sqs.eu-central-1.localhost:4566/000000000000/letters"},
            ("sqs:SendMessage", QUEUE),
        ),
        (
            "ssm",
            "GetParameter",
            {"Name": "/cdlc/local/clock"},
            ("ssm:GetParameter", "arn:aws:ssm:eu-central-1:000000000000:parameter/cdlc/local/clock"),
        ),
        (
            "secretsmanager",
            "GetSecretValue",
            {"SecretId": "cdlc/local/cursor"},
            (
                "secretsmanager:GetSecretValue",
                "arn:aws:secretsmanager:eu-central-1:000000000000:secret:cdlc/local/cursor-XXXXXX",
            ),
        ),
        (
            "kms",
            "Sign",
            {"KeyId": "arn:aws:kms:eu-central-1:000000000000:key/1"},
            ("kms:Sign", "arn:aws:kms:eu-central-1:000000000000:key/1"),
        ),
        (
            "stepfunctions",
            "StartExecution",
            {"stateMachineArn": "arn:aws:states:eu-central-1:000000000000:stateMachine:checkout"},
            ("states:StartExecution", "arn:aws:states:eu-central-1:000000000000:stateMachine:checkout"),
        ),
        (
            "events",
            "PutEvents",
            {"EventBusName": ["default"]},
            ("events:PutEvents", "arn:aws:events:eu-central-1:000000000000:event-bus/default"),
        ),
        ("cloudwatch", "PutMetricData", {}, ("cloudwatch:PutMetricData", "*")),
    ],
)
def test_a_call_needs_the_action_and_resource_that_aws_names(
    service: str, operation: str, parameters: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert needs(Call("f", service, operation, parameters)) == [expected]


def test_several_parameters_at_once_are_several_needs() -> None:
    found = needs(Call("f", "ssm", "GetParameters", {"Names": ["/a", "b"]}))
    assert [need.resource.partition(":parameter/")[2] for need in found] == ["a", "b"]


def test_a_copy_reads_its_source_and_writes_its_target() -> None:
    call = Call("f", "s3", "CopyObject", {"Bucket": "media", "Key": "b", "CopySource": "uploads/a?versionId=1"})
    assert needs(call) == [("s3:GetObject", "arn:aws:s3:::uploads/a"), ("s3:PutObject", "arn:aws:s3:::media/b")]


def test_asking_who_one_is_needs_no_grant() -> None:
    assert needs(Call("f", "sts", "GetCallerIdentity")) == []


def test_what_is_granted_and_called_is_neither_denied_nor_unused() -> None:
    policy = document(statement("secretsmanager:GetSecretValue", SECRET.format("catalogue")))
    assert judge([secret_of("catalogue")], f=policy) == Verdict([], [], [], [])


def test_a_call_without_a_grant_is_denied() -> None:
    policy = document(statement("secretsmanager:GetSecretValue", SECRET.format("catalogue")))
    verdict = judge([secret_of("catalogue"), secret_of("orders")], f=policy)
    assert [str(denied) for denied in verdict.denied] == [
        f"f: secretsmanager:GetSecretValue on {SECRET.format('orders').replace('?', 'X')} is not granted"
    ]


def test_a_grant_of_another_function_does_not_help() -> None:
    policy = document(statement("secretsmanager:GetSecretValue", SECRET.format("catalogue")))
    assert len(judge([secret_of("catalogue", "g")], f=policy, g=document()).denied) == 1


def test_a_grant_that_no_call_needs_is_unused() -> None:
    policy = document(
        statement("secretsmanager:GetSecretValue", SECRET.format("catalogue")),
        statement(["sqs:SendMessage", "sqs:ReceiveMessage"], QUEUE, Sid="Letters"),
    )
    send = Call("f", "sqs", "SendMessage", {"QueueUrl": "http://x/000000000000/letters"})
    unused = judge([secret_of("catalogue"), send], f=policy).unused
    assert [str(grant) for grant in unused] == [
        f"f: sqs:ReceiveMessage on {QUEUE} is never used (fRolePolicy0 statement Letters)"
    ]


def test_what_sam_adds_by_itself_may_go_unused() -> None:
    policy = grants("DeadLetterQueuePolicy", document(statement("sqs:SendMessage", QUEUE)), written=False)
    assert evaluate([], {"f": policy}).unused == []


@pytest.mark.parametrize(
    ("action", "resource", "why"),
    [
        ("secretsmanager:*", SECRET.format("catalogue"), "it grants actions by wildcard"),
        ("secretsmanager:GetSecretValue", "*", "only arn:aws:secretsmanager"),
        ("secretsmanager:GetSecretValue", SECRET.format("*"), "mysql/orders-XXXXXX, which other functions use"),
    ],
)
def test_a_widened_grant_is_found_although_it_is_used(action: str, resource: str, why: str) -> None:
    orders = document(statement("secretsmanager:GetSecretValue", SECRET.format("orders")))
    calls = [secret_of("catalogue"), secret_of("orders", "g")]
    verdict = judge(calls, f=document(statement(action, resource)), g=orders)
    assert (verdict.denied, verdict.unused) == ([], [])
    assert [wide.function for wide in verdict.wide] == ["f"]
    assert why in str(verdict.wide[0])


def test_objects_of_one_bucket_are_one_resource() -> None:
    calls = [Call(name, "s3", "GetObject", {"Bucket": "media", "Key": name}) for name in ("f", "g")]
    policy = document(statement("s3:GetObject", "arn:aws:s3:::media/*"))
    assert judge(calls, f=policy, g=policy).wide == []


def test_an_action_without_resources_may_be_granted_on_all() -> None:
    policy = document(statement("cloudwatch:PutMetricData", "*"))
    assert judge([Call("f", "cloudwatch", "PutMetricData")], f=policy) == Verdict([], [], [], [])


def test_a_function_that_called_nothing_is_named() -> None:
    assert judge([], f=document()).silent == ["f"]


@pytest.mark.parametrize(
    ("pattern", "resource", "expected"),
    [
        ("arn:aws:s3:::media/*", "arn:aws:s3:::media/a/b", True),
        ("arn:aws:s3:::media", "arn:aws:s3:::media/a", False),
        ("arn:aws:s3:::m.dia/*", "arn:aws:s3:::media/a", False),
        ("secret:a-??????", "secret:a-b-XXXXXX", False),
        ("secret:a-??????", "secret:a-XXXXXX", True),
        ("a[b]", "ab", False),
    ],
)
def test_patterns_are_awss_and_not_regular_expressions(pattern: str, resource: str, expected: bool) -> None:  # noqa: FBT001
    assert (
        allowed(Need("s3:GetObject", resource), grants("p", document(statement("s3:GetObject", pattern)))) is expected
    )


def test_actions_do_not_mind_their_case() -> None:
    assert allowed(Need("sqs:SendMessage", QUEUE), grants("p", document(statement("SQS:sendmessage", QUEUE))))


def test_deny_wins() -> None:
    both = document(statement("sqs:*", "*"), statement("sqs:SendMessage", QUEUE, effect="Deny"))
    assert not allowed(Need("sqs:SendMessage", QUEUE), grants("p", both))


def test_a_conditional_deny_is_not_taken_for_met() -> None:
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    both = document(statement("sqs:*", "*"), statement("sqs:*", "*", effect="Deny", Condition=insecure))
    assert allowed(Need("sqs:SendMessage", QUEUE), grants("p", both))


def test_saying_what_is_not_granted_is_refused() -> None:
    with pytest.raises(ValueError, match="p statement 1: NotAction: say what is granted instead"):
        grants("p", document({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}))


def test_recorded_calls_are_read_in_order_without_an_unfinished_line(tmp_path: Path) -> None:
    line = {
        "at": "1",
        "function": "f",
        "account": "0",
        "region": "r",
        "service": "sts",
        "operation": "A",
        "parameters": {},
    }
    lines = [json.dumps(line | {"operation": operation}) for operation in "ABC"]
    (tmp_path / "f.jsonl.1").write_text(f"{lines[0]}\n")
    (tmp_path / "f.jsonl").write_text(f"{lines[1]}\n{lines[2]}")
    assert [call.operation for call in read(tmp_path)] == ["A", "B"]


def test_creating_a_job_needs_its_queue_and_the_right_to_pass_its_role() -> None:
    role = "arn:aws:iam::000000000000:role/transcoder"
    assert needs(Call("f", "mediaconvert", "CreateJob", {"Queue": "films", "Role": role})) == [
        Need("mediaconvert:CreateJob", "arn:aws:mediaconvert:eu-central-1:000000000000:queues/films"),
        Need("iam:PassRole", role),
    ]
