"""Functions' calls are written down and held against the policies that the functions were deployed with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from iam.calls import Call, read
from iam.evaluation import Verdict, evaluate
from iam.policies import deployed
from integration.localstack_functions.own_localstack import LocalStack, start, stop
from local_cloud import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

CALLING = """
import boto3
def handler(event, context):
    for service, method, arguments in event:
        getattr(boto3.client(service), method)(**arguments)
"""
SECRET = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:{}-??????"


@pytest.fixture(scope="module")
def localstack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    running = start(tmp_path_factory.mktemp("recorder"), ("binding", "functions", "recorder"))
    for name in ("catalogue", "orders"):
        running.aws("secretsmanager").create_secret(Name=name, SecretString="hunter2")
    running.aws("s3").create_bucket(Bucket="media", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    yield running
    stop(running)


def function(localstack: LocalStack, *granted: tuple[str, str]) -> str:
    """A function with a role of its own that grants these actions on these resources."""
    iam = localstack.aws("iam")
    role = f"role{len(iam.list_roles()['Roles'])}"
    arn = iam.create_role(RoleName=role, AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    if not granted:
        return localstack.function(CALLING, Role=arn, MemorySize=256, Timeout=30)
    statements = [{"Effect": "Allow", "Action": action, "Resource": resource} for action, resource in granted]
    document = {"Version": "2012-10-17", "Statement": statements}
    iam.put_role_policy(RoleName=role, PolicyName=f"{role}RolePolicy0", PolicyDocument=json.dumps(document))
    return localstack.function(CALLING, Role=arn, MemorySize=256, Timeout=30)


def read_secret(name: str) -> tuple[str, str, dict[str, str]]:
    return ("secretsmanager", "get_secret_value", {"SecretId": name})


def calls_of(localstack: LocalStack, name: str, count: int) -> list[Call]:
    def look() -> list[Call]:
        found = [call for call in read(localstack.state / "calls") if call.function == name]
        return found if len(found) >= count else []

    return eventually(look, 5, f"{count} calls of {name} are recorded")


def verdict_on(localstack: LocalStack, name: str, calls: list[Call]) -> Verdict:
    policies = deployed(localstack.aws("lambda"), localstack.aws("iam"))
    return evaluate(calls, {name: policies[name]})


def call(localstack: LocalStack, name: str, *calls: tuple[str, str, dict[str, Any]]) -> list[Call]:
    assert localstack.invoke(name, list(calls)).error is None
    return calls_of(localstack, name, len(calls))


def test_a_call_is_recorded_with_its_function_and_resource_and_no_secret(localstack: LocalStack) -> None:
    name = function(localstack)
    put = ("s3", "put_object", {"Bucket": "media", "Key": "poster.svg", "Body": "hunter2"})
    write = ("ssm", "put_parameter", {"Name": "/cdlc/clock", "Value": "hunter2", "Type": "String", "Overwrite": True})
    found = call(localstack, name, read_secret("catalogue"), put, write)
    assert [(one.service, one.operation, one.parameters) for one in found] == [
        ("secretsmanager", "GetSecretValue", {"SecretId": "catalogue"}),
        ("s3", "PutObject", {"Bucket": "media", "Key": "poster.svg"}),
        ("ssm", "PutParameter", {"Name": "/cdlc/clock"}),
    ]
    assert {one.account for one in found} == {"000000000000"}
    assert "hunter2" not in (localstack.state / "calls" / f"{name}.jsonl").read_text()


def test_a_keys_alias_is_recorded_as_the_key(localstack: LocalStack) -> None:
    kms = localstack.aws("kms")
    key = kms.create_key()["KeyMetadata"]
    kms.create_alias(AliasName="alias/tokens", TargetKeyId=key["KeyId"])
    name = function(localstack, ("kms:Encrypt", key["Arn"]))
    found = call(localstack, name, ("kms", "encrypt", {"KeyId": "alias/tokens", "Plaintext": "x"}))
    assert verdict_on(localstack, name, found) == Verdict([], [], [], [])


def test_what_is_deleted_together_is_judged_one_by_one(localstack: LocalStack) -> None:
    name = function(localstack, ("s3:DeleteObject", "arn:aws:s3:::media/images/*"))
    gone = {"Objects": [{"Key": "images/a.avif"}, {"Key": "films/b.mp4"}]}
    verdict = verdict_on(
        localstack, name, call(localstack, name, ("s3", "delete_objects", {"Bucket": "media", "Delete": gone}))
    )
    assert [one.need.resource for one in verdict.denied] == ["arn:aws:s3:::media/films/b.mp4"]


def test_calls_of_others_are_not_recorded(localstack: LocalStack) -> None:
    localstack.aws("secretsmanager").get_secret_value(SecretId="orders")
    assert {call.function for call in read(localstack.state / "calls")} <= {
        one["FunctionName"] for one in localstack.aws("lambda").list_functions()["Functions"]
    }


def test_two_functions_are_told_apart_and_judged_by_their_own_policies(localstack: LocalStack) -> None:
    grant = ("secretsmanager:GetSecretValue", SECRET.format("catalogue"))
    good, bad = function(localstack, grant), function(localstack, grant)
    good_calls = call(localstack, good, read_secret("catalogue"))
    bad_calls = call(localstack, bad, read_secret("orders"))
    policies = deployed(localstack.aws("lambda"), localstack.aws("iam"))
    verdict = evaluate(good_calls + bad_calls, {name: policies[name] for name in (good, bad)})
    assert [(one.function, one.need.resource) for one in verdict.denied] == [
        (bad, SECRET.format("orders").replace("?", "X"))
    ]
    assert [(one.function, one.grant.resource) for one in verdict.unused] == [(bad, SECRET.format("catalogue"))]
    assert (verdict.wide, verdict.silent) == ([], [])


def test_a_deliberately_widened_policy_is_found(localstack: LocalStack) -> None:
    name = function(localstack, ("secretsmanager:GetSecretValue", "*"))
    verdict = verdict_on(localstack, name, call(localstack, name, read_secret("catalogue")))
    assert (verdict.denied, verdict.unused) == ([], [])
    assert [one.grant.resource for one in verdict.wide] == ["*"]


def test_a_presigned_address_counts_as_its_signers_call(localstack: LocalStack) -> None:
    localstack.aws("s3").put_object(Bucket="media", Key="film.mp4", Body=b"x")
    name = localstack.function(
        "import boto3\n"
        "def handler(event, context):\n"
        "    parameters = {'Bucket': 'media', 'Key': 'film.mp4'}\n"
        "    return boto3.client('s3').generate_presigned_url('get_object', Params=parameters)\n",
        Timeout=30,
        MemorySize=256,
    )
    assert httpx.get(localstack.invoke(name).payload).content == b"x"
    assert [one.operation for one in calls_of(localstack, name, 1)] == ["GetObject"]
