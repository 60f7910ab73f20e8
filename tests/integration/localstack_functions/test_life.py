"""Environments: many at once, old ones finishing, none surviving LocalStack; versions and asynchronous calls."""

from __future__ import annotations

import json
import os
import signal
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from local_cloud import eventually

from .own_localstack import LocalStack, start, zipped

MEETING = """
import os, pathlib, time
def handler(event, context):
    place = pathlib.Path(event["place"])
    (place / str(os.getpid())).touch()
    while len(list(place.iterdir())) < event["party"]:
        time.sleep(0.01)
    return os.getpid()
"""


def test_calls_at_the_same_time_have_environments_of_their_own(localstack: LocalStack, tmp_path: Path) -> None:
    name = localstack.function(MEETING, Timeout=30)
    event = {"place": str(tmp_path), "party": 6}
    with ThreadPoolExecutor(6) as callers:
        answers = list(callers.map(lambda _: localstack.invoke(name, event).payload, range(6)))
    assert len(set(answers)) == 6


def test_each_environment_has_a_folder_of_its_own_for_temporary_files(localstack: LocalStack, tmp_path: Path) -> None:
    source = MEETING.replace("return os.getpid()", "import tempfile; return tempfile.gettempdir()")
    name = localstack.function(source, Timeout=30)
    event = {"place": str(tmp_path), "party": 2}
    with ThreadPoolExecutor(2) as callers:
        first, second = callers.map(lambda _: localstack.invoke(name, event).payload, range(2))
    assert first != second


def test_a_call_that_is_running_when_its_function_is_updated_ends_well(localstack: LocalStack, tmp_path: Path) -> None:
    name = localstack.function(MEETING, Timeout=30)
    event = {"place": str(tmp_path), "party": 2}
    with ThreadPoolExecutor(1) as caller:
        running = caller.submit(localstack.invoke, name, event)
        eventually(lambda: list(tmp_path.iterdir()), 10, "the function has begun")
        localstack.update(name, "def handler(event, context):\n    return 'new'")
        assert localstack.invoke(name).payload == "new"
        (tmp_path / "second").touch()
        assert running.result().error is None


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_survives_localstack(tmp_path: Path, way: signal.Signals) -> None:
    running = start(tmp_path / "own", ("binding", "functions"))
    name = running.function("import os\ndef handler(event, context):\n    return [os.getpid(), os.getppid()]")
    processes = running.invoke(name).payload
    running.process.send_signal(way)
    running.process.wait(30)
    for process in processes:
        eventually(lambda process=process: not Path(f"/proc/{process}").exists(), 5, f"process {process} is gone")


def test_functions_live_on_when_the_fork_server_is_killed(localstack: LocalStack) -> None:
    name = localstack.function("import os\ndef handler(event, context):\n    return os.getppid()")
    nursery = localstack.invoke(name).payload
    os.kill(nursery, signal.SIGKILL)
    eventually(lambda: not Path(f"/proc/{nursery}").exists(), 5, "the fork server is gone")
    assert localstack.invoke(name).payload != nursery


def test_a_published_version_and_its_alias_keep_their_code(localstack: LocalStack) -> None:
    client = localstack.aws("lambda")
    name = localstack.function("def handler(event, context):\n    return ['one', context.function_version]")
    version = client.publish_version(FunctionName=name)["Version"]
    client.create_alias(FunctionName=name, Name="live", FunctionVersion=version)
    client.get_waiter("published_version_active").wait(FunctionName=name, Qualifier=version, WaiterConfig={"Delay": 1})
    localstack.update(name, "def handler(event, context):\n    return ['two', context.function_version]")
    assert localstack.invoke(name).payload == ["two", "$LATEST"]
    assert localstack.invoke(name, Qualifier="live").payload == ["one", "1"]


def test_a_changed_setting_is_seen_by_the_next_call(localstack: LocalStack) -> None:
    name = localstack.function("import os\ndef handler(event, context):\n    return os.environ.get('CDLC_STAGE')")
    assert localstack.invoke(name).payload is None
    client = localstack.aws("lambda")
    client.update_function_configuration(FunctionName=name, Environment={"Variables": {"CDLC_STAGE": "local"}})
    localstack.settled(name)
    assert localstack.invoke(name).payload == "local"


def test_an_asynchronous_call_that_fails_goes_to_its_dead_letter_queue_and_destination(localstack: LocalStack) -> None:
    letters, failures = _queue(localstack), _queue(localstack)
    _fail_with(localstack, letters, failures, "raise ValueError('no such film')")
    assert _receive(localstack, letters) == {"film": 1}
    failure = _receive(localstack, failures)
    assert failure["requestPayload"] == {"film": 1}
    assert failure["responsePayload"]["errorMessage"] == "no such film"


def test_an_exception_without_a_message_has_its_dead_letter_too(localstack: LocalStack) -> None:
    letters = _queue(localstack)
    _fail_with(localstack, letters, _queue(localstack), "raise ValueError")
    assert _receive(localstack, letters) == {"film": 1}


def test_without_the_patch_that_dead_letter_is_lost(stock: LocalStack) -> None:
    letters, failures = _queue(stock), _queue(stock)
    _fail_with(stock, letters, failures, "raise ValueError")
    _receive(stock, failures)  # sent just before the dead letter
    assert "Messages" not in stock.aws("sqs").receive_message(QueueUrl=letters, WaitTimeSeconds=1)


def test_provisioned_environments_are_ready_and_used(localstack: LocalStack) -> None:
    client = localstack.aws("lambda")
    name = localstack.function("import os\ndef handler(e, c):\n    return os.environ['AWS_LAMBDA_INITIALIZATION_TYPE']")
    version = client.publish_version(FunctionName=name)["Version"]
    client.get_waiter("published_version_active").wait(FunctionName=name, Qualifier=version, WaiterConfig={"Delay": 1})
    client.put_provisioned_concurrency_config(FunctionName=name, Qualifier=version, ProvisionedConcurrentExecutions=1)
    eventually(
        lambda: client.get_provisioned_concurrency_config(FunctionName=name, Qualifier=version)["Status"] == "READY",
        15, "one environment is provisioned",
    )  # fmt: skip
    assert localstack.invoke(name, Qualifier=version).payload == "provisioned-concurrency"


def test_many_first_calls_of_one_new_zip_all_succeed(localstack: LocalStack) -> None:
    source = (
        "import " + ", ".join(f"m{number}" for number in range(100)) + "\ndef handler(event, context):\n    return 1"
    )
    archive = zipped({"app.py": source, **{f"m{number}.py": "x = 1\n" * 500 for number in range(100)}})
    names = [localstack.function("def handler(event, context):\n    return 0") for _ in range(4)]
    barrier = threading.Barrier(4)

    def renew(name: str) -> object:
        barrier.wait()
        localstack.aws("lambda").update_function_code(FunctionName=name, ZipFile=archive)
        localstack.settled(name)
        return localstack.invoke(name).payload

    with ThreadPoolExecutor(4) as callers:
        assert list(callers.map(renew, names)) == [1, 1, 1, 1]


def _queue(localstack: LocalStack) -> str:
    return str(localstack.aws("sqs").create_queue(QueueName=f"q{uuid.uuid4().hex}")["QueueUrl"])


def _arn(localstack: LocalStack, url: str) -> str:
    found = localstack.aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return str(found["Attributes"]["QueueArn"])


def _fail_with(localstack: LocalStack, letters: str, failures: str, statement: str) -> None:
    name = localstack.function(
        f"def handler(event, context):\n    {statement}", DeadLetterConfig={"TargetArn": _arn(localstack, letters)}
    )
    destination = {"OnFailure": {"Destination": _arn(localstack, failures)}}
    client = localstack.aws("lambda")
    client.put_function_event_invoke_config(FunctionName=name, MaximumRetryAttempts=0, DestinationConfig=destination)
    client.invoke(FunctionName=name, InvocationType="Event", Payload=b'{"film": 1}')


def _receive(localstack: LocalStack, url: str) -> dict[str, Any]:
    def look() -> list[dict[str, str]]:
        return list(localstack.aws("sqs").receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages", []))

    return dict(json.loads(eventually(look, 20, f"a message in {url}")[0]["Body"]))
