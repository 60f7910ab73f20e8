"""LocalStack killed in the middle of a deploy: what it had made goes, and the deploy can be made again."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from integration.localstack_gateway import own_cloud

LONG = 400
SECRET = {"Type": "AWS::SecretsManager::Secret", "DeletionPolicy": "RetainExceptOnCreate"}


def template(cloud: own_cloud.OwnCloud, *, slow: bool) -> dict[str, Any]:
    """A child and a secret of fixed names; a slow one goes on for hundreds of parameters after them."""
    child = {"Resources": {"Inner": {**SECRET, "Properties": {"Name": "inner"}}}}
    long = {
        f"P{number}": {
            "Type": "AWS::SSM::Parameter",
            "DependsOn": ["Child", "Outer"],
            "Properties": {"Name": f"killed-{number}", "Type": "String", "Value": "x"},
        }
        for number in range(LONG)
    }
    return {
        "Resources": {
            "Child": {
                "Type": "AWS::CloudFormation::Stack",
                "Properties": {"TemplateURL": cloud.put("child.json", json.dumps(child))},
            },
            "Outer": {**SECRET, "Properties": {"Name": "outer"}},
            **(long if slow else {}),
        }
    }


def test_a_killed_creation_can_be_deleted_and_made_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("killed")
    cloud = own_cloud.start(folder)
    client = cloud.aws("cloudformation")
    url = cloud.put("parent.json", json.dumps(template(cloud, slow=True)))
    client.create_stack(StackName="killed", TemplateURL=url)
    secrets = cloud.aws("secretsmanager")
    while len(secrets.list_secrets()["SecretList"]) < 2:
        time.sleep(0.05)
    ssm, prefix = cloud.aws("ssm"), [{"Key": "Name", "Option": "BeginsWith", "Values": ["killed-"]}]
    while len(ssm.describe_parameters(ParameterFilters=prefix)["Parameters"]) < 10:
        time.sleep(0.05)
    cloud.process.kill()
    cloud.process.wait()

    cloud = own_cloud.start(folder)
    try:
        assert own_cloud.status(cloud, "killed") == "CREATE_FAILED"
        assert own_cloud.deleted(cloud, "killed") == "DELETE_COMPLETE"
        assert cloud.aws("secretsmanager").list_secrets()["SecretList"] == []
        left = cloud.aws("ssm").describe_parameters(ParameterFilters=prefix)["Parameters"]
        assert left == []
        again = own_cloud.deployed(cloud, "killed", template(cloud, slow=False))
        assert again == "CREATE_COMPLETE", own_cloud.failures(cloud, "killed")
    finally:
        own_cloud.stop(cloud)
