"""A deployment that the kill interrupted, and a start with as many functions as the application has."""

from __future__ import annotations

import contextlib
import json
import socket
from pathlib import Path
from typing import Any

import furniture
from botocore.exceptions import ClientError
from local_stack import LocalStack
from test_restart import await_


def slow_template(count: int) -> str:
    """So many parameters, one after the other, that a kill hits the middle."""
    resources: dict[str, Any] = {}
    for number in range(count):
        resources[f"P{number}"] = {
            "Type": "AWS::SSM::Parameter",
            "Properties": {"Type": "String", "Name": f"/slow/{number}", "Value": "x"},
            **({"DependsOn": f"P{number - 1}"} if number else {}),
        }
    return json.dumps({"Resources": resources})


def status(stack: LocalStack, name: str) -> str:
    found: str = stack.aws("cloudformation").describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
    return found


def exists(stack: LocalStack, parameter: str) -> bool:
    try:
        stack.aws("ssm").get_parameter(Name=parameter)
    except ClientError:
        return False
    return True


def test_a_stack_whose_making_was_interrupted_is_failed_says_why_and_can_be_replaced(stack: LocalStack) -> None:
    stack.start()
    formation = stack.aws("cloudformation")
    formation.create_stack(StackName="slow", TemplateBody=slow_template(150))
    await_(lambda: exists(stack, "/slow/20"), 30, "the twentieth parameter")
    stack.settle()
    assert status(stack, "slow") == "CREATE_IN_PROGRESS"
    stack.kill()
    stack.start()

    found = formation.describe_stacks(StackName="slow")["Stacks"][0]
    assert found["StackStatus"] == "CREATE_FAILED"
    reasons = [
        event.get("ResourceStatusReason", "")
        for event in formation.describe_stack_events(StackName="slow")["StackEvents"]
    ]
    assert any("LocalStack stopped" in reason for reason in reasons)
    assert exists(stack, "/slow/3")
    formation.delete_stack(StackName="slow")
    formation.get_waiter("stack_delete_complete").wait(StackName="slow", WaiterConfig={"Delay": 1})
    assert not exists(stack, "/slow/3")
    formation.create_stack(StackName="slow", TemplateBody=slow_template(3))
    formation.get_waiter("stack_create_complete").wait(StackName="slow", WaiterConfig={"Delay": 1})


def nested(stack: LocalStack, child: str, names: int) -> str:
    """A parent of two children: one of secrets that outlive an update, one of many parameters."""
    s3 = stack.aws("s3")
    s3.create_bucket(Bucket="templates", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    secrets = {
        f"Secret{number}": {
            "Type": "AWS::SecretsManager::Secret",
            "DeletionPolicy": "RetainExceptOnCreate",
            "Properties": {"Name": f"films/{number}", "SecretString": "x"},
        }
        for number in range(names)
    }
    s3.put_object(Bucket="templates", Key="first.json", Body=json.dumps({"Resources": secrets}))
    s3.put_object(Bucket="templates", Key="second.json", Body=child)
    address = f"http://127.0.0.1:{stack.port}/templates"
    children = {
        name: {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": f"{address}/{name.lower()}.json"}}
        for name in ("First", "Second")
    }
    children["Second"]["DependsOn"] = "First"
    return json.dumps({"Resources": children})


def test_a_first_deployment_of_nested_stacks_that_broke_off_leaves_nothing_in_the_way(stack: LocalStack) -> None:
    stack.areas = ("binding", "functions", "deploys", "persistence")
    stack.start()
    formation = stack.aws("cloudformation")
    template = nested(stack, slow_template(60), 3)
    formation.create_stack(StackName="whole", TemplateBody=template)
    await_(lambda: exists(stack, "/slow/20"), 30, "the twentieth parameter of the second child")
    stack.kill()  # at once: nothing has settled
    stack.start()

    assert status(stack, "whole") == "CREATE_FAILED"
    formation.delete_stack(StackName="whole")
    formation.get_waiter("stack_delete_complete").wait(StackName="whole", WaiterConfig={"Delay": 1})
    left = [name for name in range(19) if exists(stack, f"/slow/{name}")]
    assert left == [], "a child that the parent did not know yet was deleted with it"
    assert stack.aws("secretsmanager").list_secrets()["SecretList"] == []
    stack.aws("s3").put_object(Bucket="templates", Key="second.json", Body=slow_template(19))
    formation.create_stack(StackName="whole", TemplateBody=template)
    formation.get_waiter("stack_create_complete").wait(StackName="whole", WaiterConfig={"Delay": 1})


def test_a_stack_whose_update_was_interrupted_is_failed_and_can_be_updated_again(stack: LocalStack) -> None:
    stack.start()
    formation = stack.aws("cloudformation")
    formation.create_stack(StackName="slow", TemplateBody=slow_template(2))
    formation.get_waiter("stack_create_complete").wait(StackName="slow", WaiterConfig={"Delay": 1})
    formation.update_stack(StackName="slow", TemplateBody=slow_template(150))
    await_(lambda: exists(stack, "/slow/20"), 30, "the twentieth parameter")
    stack.settle()
    assert status(stack, "slow") == "UPDATE_IN_PROGRESS"
    stack.kill()
    stack.start()

    assert status(stack, "slow") == "UPDATE_FAILED"
    changed = slow_template(2).replace('"x"', '"y"')
    formation.update_stack(StackName="slow", TemplateBody=changed)
    formation.get_waiter("stack_update_complete").wait(StackName="slow", WaiterConfig={"Delay": 1})
    assert stack.aws("ssm").get_parameter(Name="/slow/1")["Parameter"]["Value"] == "y"


def test_forty_functions_are_back_in_time_and_none_of_them_runs(stack: LocalStack) -> None:
    stack.start()
    lambdas, role = stack.aws("lambda"), furniture.role(stack)
    code = furniture.zipped(work="def handler(event, context):\n    return 7\n")
    for number in range(40):
        lambdas.create_function(
            FunctionName=f"f{number}", Runtime="python3.11", Handler="work.handler", Role=role, Code={"ZipFile": code}
        )
    stack.settle()
    stack.kill()
    stack.start()
    assert stack.cpu_seconds() <= 8, "the promise, in CPU time: others may be using this machine"
    assert len(lambdas.list_functions()["Functions"]) == 40
    assert children(stack) == [], "a function's process starts with its first call"
    for name in ("f0", "f39"):
        assert lambdas.invoke(FunctionName=name)["Payload"].read() == b"7"


def children(stack: LocalStack) -> list[str]:
    """Command lines of LocalStack's own child processes."""
    assert stack.process
    listed = Path(f"/proc/{stack.process.pid}/task/{stack.process.pid}/children").read_text().split()
    return [Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ") for pid in listed]


def test_a_kafka_mapping_polls_again(stack: LocalStack) -> None:
    stack.areas = ("binding", "functions", "streams", "persistence")
    with socket.create_server(("127.0.0.1", 0)) as broker:
        stack.start()
        lambdas, role = stack.aws("lambda"), furniture.role(stack)
        code = furniture.zipped(work="def handler(event, context):\n    return None\n")
        lambdas.create_function(
            FunctionName="listener", Runtime="python3.11", Handler="work.handler", Role=role, Code={"ZipFile": code}
        )
        address = f"127.0.0.1:{broker.getsockname()[1]}"
        mapping = lambdas.create_event_source_mapping(
            FunctionName="listener", Topics=["films"], StartingPosition="TRIM_HORIZON",
            SelfManagedEventSource={"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": [address]}},
            SelfManagedKafkaEventSourceConfig={"ConsumerGroupId": "cdlc.listener"},
            SourceAccessConfigurations=[{"Type": "VPC_SUBNET", "URI": "subnet-1"}],
        )["UUID"]  # fmt: skip
        broker.settimeout(30)
        broker.accept()[0].close()  # it polls: this is no broker, so it will try again
        stack.settle()
        stack.kill()
        broker.settimeout(0)
        with contextlib.suppress(BlockingIOError):
            while True:
                broker.accept()[0].close()  # what the dead process left waiting
        stack.start()
        broker.settimeout(30)
        broker.accept()[0].close()
        found = lambdas.get_event_source_mapping(UUID=mapping)
    assert found["State"] == "Enabled"
    assert found["SelfManagedKafkaEventSourceConfig"]["ConsumerGroupId"] == "cdlc.listener"
