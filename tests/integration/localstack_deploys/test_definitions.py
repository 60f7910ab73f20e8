"""A state machine's definition in a file, as `sam deploy` uploads it: YAML as well as JSON."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from integration.localstack_gateway.own_cloud import deployed, failures, outputs

if TYPE_CHECKING:
    from integration.localstack_gateway.own_cloud import OwnCloud

MACHINES = {
    "yaml": "# a comment, {with} a brace\nStartAt: Say\nStates:\n  Say: { Type: Pass, Result: '${Word}', End: true }\n",
    "json": '{"StartAt": "Say", "States": {"Say": {"Type": "Pass", "Result": "${Word}", "End": true}}}',
}


def template(aws: OwnCloud, text: str, word: str) -> dict[str, Any]:
    bucket, _, key = aws.put(f"{uuid.uuid4()}.asl", text).partition("://")[2].partition("/")[2].partition("/")
    machine = {
        "RoleArn": "arn:aws:iam::000000000000:role/machine",
        "DefinitionS3Location": {"Bucket": bucket, "Key": key},
        "DefinitionSubstitutions": {"Word": word},
    }
    return {
        "Resources": {"Machine": {"Type": "AWS::StepFunctions::StateMachine", "Properties": machine}},
        "Outputs": {"Arn": {"Value": {"Ref": "Machine"}}},
    }


@pytest.mark.parametrize("form", MACHINES)
def test_a_definition_in_a_file_is_read_and_changed(aws: OwnCloud, form: str) -> None:
    stack = f"s{uuid.uuid4().hex[:8]}"
    for word, end in (("one", "CREATE_COMPLETE"), ("two", "UPDATE_COMPLETE")):
        assert deployed(aws, stack, template(aws, MACHINES[form], word)) == end, failures(aws, stack)
        machine = aws.aws("stepfunctions").describe_state_machine(stateMachineArn=outputs(aws, stack)["Arn"])
        assert json.loads(machine["definition"])["States"]["Say"]["Result"] == word


def test_what_is_neither_is_refused(aws: OwnCloud) -> None:
    stack = f"s{uuid.uuid4().hex[:8]}"
    assert deployed(aws, stack, template(aws, "StartAt: [", "one")) == "ROLLBACK_COMPLETE"
    assert "InvalidDefinition" in " ".join(failures(aws, stack))
