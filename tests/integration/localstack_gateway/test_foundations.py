"""Where LocalStack listens, and JSONata without a Java machine."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from .own_cloud import OwnCloud

LISTENING = "0A"


def test_the_gateway_listens_on_loopback_only(aws: OwnCloud) -> None:
    port = f"{int(aws.url.rpartition(':')[2]):04X}"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    listening = [row[1].split(":")[0] for row in rows if row[3] == LISTENING and row[1].endswith(f":{port}")]
    assert listening == ["0100007F"]


def run(aws: OwnCloud, definition: dict[str, Any], given: Any) -> Any:
    """Run a state machine to its end; its output."""
    client = aws.aws("stepfunctions")
    made = client.create_state_machine(
        name=f"machine-{time.time_ns()}",
        definition=json.dumps(definition),
        roleArn="arn:aws:iam::000000000000:role/any",
    )
    started = client.start_execution(stateMachineArn=made["stateMachineArn"], input=json.dumps(given))
    while (now := client.describe_execution(executionArn=started["executionArn"]))["status"] == "RUNNING":
        time.sleep(0.02)
    assert now["status"] == "SUCCEEDED", (now.get("error"), now.get("cause"))
    return json.loads(now["output"])


def test_jsonata_runs_without_java(aws: OwnCloud) -> None:
    machine = {
        "QueryLanguage": "JSONata",
        "StartAt": "Sum",
        "States": {
            "Sum": {
                "Type": "Pass",
                "Assign": {"quoted": "{% $states.input.title %}"},
                "Output": {"total": "{% $sum($states.input.seats.price) %}", "none": "{% null %}"},
                "Next": "Tell",
            },
            "Tell": {
                "Type": "Pass",
                "Output": {"told": "{% $quoted & '!' %}", "was": "{% $states.input %}"},
                "End": True,
            },
        },
    }
    title = 'The "Quiet"\nMan \\ $films'
    output = run(aws, machine, {"title": title, "seats": [{"price": 7}, {"price": 5}]})
    assert output == {"told": f"{title}!", "was": {"total": 12, "none": None}}


def test_variables_of_a_jsonpath_machine_run_without_java(aws: OwnCloud) -> None:
    machine = {
        "StartAt": "Keep",
        "States": {
            "Keep": {"Type": "Pass", "Assign": {"film.$": "$.film"}, "Next": "Say"},
            "Say": {"Type": "Pass", "Parameters": {"film.$": "$film"}, "End": True},
        },
    }
    assert run(aws, machine, {"film": {"title": "Metropolis"}}) == {"film": {"title": "Metropolis"}}
