"""Warm invoke, cold start and a state machine of two functions: this local cloud beside MiniStack.

`make up` first, then MiniStack in an environment of its own (`pip install ministack`), on a free port:

    BIND_HOST=127.0.0.1 GATEWAY_PORT=4599 ministack &
    .venv/bin/python bench/local_cloud.py --peer http://127.0.0.1:4599

The same zip with the same handler on both; wall times seen by one boto3 client, rounds alternating. A cold start is
the first call of a function that was just made.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import statistics
import time
import uuid
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from cdlc.settings import load

if TYPE_CHECKING:
    from collections.abc import Callable

_RESULT = Path(__file__).parent / "results" / "local-cloud-beside-ministack.md"
_CODE = "def handler(event, context):\n    return {'echo': event.get('n', 0) + 1}\n"
_ROLE = "arn:aws:iam::000000000000:role/bench"
_MILLI = 1000.0


class Side:
    """One emulator, by its address."""

    def __init__(self, name: str, endpoint: str) -> None:
        self.name, self._endpoint = name, endpoint
        self.functions, self.machines = self._client("lambda"), self._client("stepfunctions")
        self.warm = self.made()

    def _client(self, service: str) -> Any:
        return boto3.client(
            service, endpoint_url=self._endpoint, region_name="eu-central-1", aws_access_key_id="000000000000",
            aws_secret_access_key="local", config=Config(retries={"max_attempts": 0}, read_timeout=60),  # noqa: S106
        )  # fmt: skip

    def made(self) -> str:
        """The ARN of a new function, active."""
        name = f"bench-{uuid.uuid4().hex[:8]}"
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("bench.py", _CODE)
        made = self.functions.create_function(
            FunctionName=name, Runtime="python3.11", Role=_ROLE, Handler="bench.handler", MemorySize=512,
            Code={"ZipFile": archive.getvalue()},
        )  # fmt: skip
        self.functions.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})
        return str(made["FunctionArn"])

    def invoke(self, function: str) -> float:
        """Milliseconds of one call; its answer is checked."""
        began = time.perf_counter()
        answer = self.functions.invoke(FunctionName=function, Payload=json.dumps({"n": 1}).encode())
        body = json.loads(answer["Payload"].read())
        took = time.perf_counter() - began
        if body != {"echo": 2}:
            raise SystemExit(f"{self.name} answered {body}")
        return took * _MILLI

    def machine(self) -> str:
        """The ARN of a state machine that calls the warm function twice."""
        states = {
            "One": {"Type": "Task", "Resource": self.warm, "Next": "Two"},
            "Two": {"Type": "Task", "Resource": self.warm, "End": True},
        }
        made = self.machines.create_state_machine(
            name=f"bench-{uuid.uuid4().hex[:8]}",
            roleArn=_ROLE,
            definition=json.dumps({"StartAt": "One", "States": states}),
        )
        return str(made["stateMachineArn"])

    def execute(self, machine: str) -> float:
        """Milliseconds from the start until DescribeExecution says that it succeeded, asked every 2 ms."""
        began = time.perf_counter()
        execution = self.machines.start_execution(stateMachineArn=machine, input=json.dumps({"n": 1}))["executionArn"]
        while (found := self.machines.describe_execution(executionArn=execution))["status"] == "RUNNING":
            time.sleep(0.002)
        took = time.perf_counter() - began
        if found["status"] != "SUCCEEDED":
            raise SystemExit(f"{self.name}: the machine ended as {found['status']}")
        return took * _MILLI


def alternating(sides: list[Side], work: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Median milliseconds by side, the sides in turn within each round."""
    samples: dict[str, list[float]] = {side.name: [] for side in sides}
    for _ in range(rounds):
        for side in sides:
            samples[side.name].append(work[side.name]())
    return {name: statistics.median(values) for name, values in samples.items()}


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--peer", required=True, help="address of a running MiniStack")
    settings = load()
    sides = [Side("ours", settings.aws_endpoint), Side("MiniStack", parser.parse_args().peer)]
    machines = {side.name: side.machine() for side in sides}
    for side in sides:
        side.invoke(side.warm)
        side.execute(machines[side.name])
    rows = {
        "warm invoke p50, 200 rounds": alternating(sides, {s.name: lambda s=s: s.invoke(s.warm) for s in sides}, 200),
        "first call of a new function p50, 15 rounds": alternating(
            sides, {s.name: lambda s=s: s.invoke(s.made()) for s in sides}, 15
        ),
        "state machine of two warm functions p50, 40 rounds": alternating(
            sides, {s.name: lambda s=s: s.execute(machines[s.name]) for s in sides}, 40
        ),
    }  # fmt: skip
    lines = [f"| {what} | {ms['ours']:.1f} ms | {ms['MiniStack']:.1f} ms | {ms['ours'] / ms['MiniStack']:.2f} |"
             for what, ms in rows.items()]  # fmt: skip
    machine = f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}"
    how = f"load {os.getloadavg()[0]:.1f}; medians, sides in turn, same answers checked (`bench/local_cloud.py`)"
    head = ["# The local cloud beside MiniStack", "", f"{machine}, {how}.", ""]
    head += ["| what | ours | MiniStack | ratio |", "|---|---|---|---|"]
    _RESULT.write_text("\n".join([*head, *lines, ""]))
    print(_RESULT.read_text())


if __name__ == "__main__":
    main()
