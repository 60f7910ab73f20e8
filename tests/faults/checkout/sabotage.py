"""The deployed state machine with a saboteur before each of its tasks, for as long as a test wants it.

The definition is the deployed one: `Resource` becomes the saboteur, which calls what stood there; waits are shortened.
"""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local_cloud import Cloud

NAME = "test-saboteur"
STATE_SECONDS = 6
_SOURCE = Path(__file__).with_name("saboteur.py")

Plans = dict[str, list[dict[str, Any]]]


@contextmanager
def sabotaged(cloud: Cloud, plans: Plans) -> Iterator[None]:
    """Executions that begin in the block and are named in `plans` meet their faults; all others run as always."""
    functions, steps = cloud.aws("lambda"), cloud.aws("stepfunctions")
    machine = next(
        each["stateMachineArn"]
        for each in steps.list_state_machines()["stateMachines"]
        if each["name"] == f"cdlc-{cloud.settings.stage}-checkout"
    )
    deployed = steps.describe_state_machine(stateMachineArn=machine)
    whole, role = _whole(cloud, functions, deployed["definition"]), deployed["roleArn"]
    saboteur = functions.create_function(
        FunctionName=NAME, Runtime="python3.11", Role=role, Handler="saboteur.handler", Timeout=60,
        Code={"ZipFile": _archive(plans)},
    )["FunctionArn"]  # fmt: skip
    try:
        functions.get_waiter("function_active_v2").wait(FunctionName=NAME)
        broken = json.dumps(with_saboteur(json.loads(whole), saboteur))
        steps.update_state_machine(stateMachineArn=machine, definition=broken)
        yield
    finally:
        steps.update_state_machine(stateMachineArn=machine, definition=whole)
        functions.delete_function(FunctionName=NAME)


def _whole(cloud: Cloud, functions: Any, definition: str) -> str:
    """The definition as it was deployed, also after a run that was killed before it could put it back."""
    kept = cloud.settings.state / "checkout-definition.json"
    if NAME not in definition:
        kept.write_text(definition)
    with suppress(functions.exceptions.ResourceNotFoundException):
        functions.delete_function(FunctionName=NAME)
    return kept.read_text()


def with_saboteur(definition: Mapping[str, Any], saboteur: str) -> dict[str, Any]:
    """The definition with every task behind the saboteur and short waits."""
    states = {name: _sabotaged(name, state, saboteur) for name, state in definition["States"].items()}
    return {**definition, "States": states}


def _sabotaged(name: str, state: Mapping[str, Any], saboteur: str) -> dict[str, Any]:
    if state["Type"] != "Task":
        return dict(state)
    told = {
        "execution.$": "$$.Execution.Name", "attempt.$": "$$.State.RetryCount", "state": name,
        "function": state["Resource"], "payload": state["Parameters"],
    }  # fmt: skip
    undoing = "Catch" not in state
    quick = {"IntervalSeconds": 1, "BackoffRate": 1.0, "MaxAttempts": 20 if undoing else 3}
    retry = [{"ErrorEquals": each["ErrorEquals"], **quick} for each in state["Retry"]]
    return {**state, "Resource": saboteur, "Parameters": told, "TimeoutSeconds": STATE_SECONDS, "Retry": retry}


def _archive(plans: Plans) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("saboteur.py", f"PLANS = {plans!r}\n{_SOURCE.read_text()}")
    return packed.getvalue()
