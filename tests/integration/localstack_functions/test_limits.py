"""Limits are real, and what goes wrong is said as AWS says it."""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .own_localstack import LocalStack

COUNTER = """
import os, time
calls = 0
def handler(event, context):
    global calls
    calls += 1
    {body}
    return [calls, os.getpid()]
"""


def test_a_function_that_takes_too_long_is_stopped_with_awss_words(localstack: LocalStack) -> None:
    name = localstack.function(COUNTER.format(body="time.sleep(event.get('seconds', 0))"), Timeout=1)
    before = localstack.invoke(name).payload
    answer = localstack.invoke(name, {"seconds": 60})
    assert answer.error == "Unhandled"
    message = answer.payload["errorMessage"]
    assert answer.payload["errorType"] == "Sandbox.Timedout"  # what a state machine's Retry names
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z [\da-f-]{36} Task timed out after 1\.00 seconds", message)
    assert message in answer.log
    assert re.search(r"REPORT RequestId: .*\tStatus: timeout", answer.log)
    calls, process = localstack.invoke(name).payload
    assert (calls, process) != (2, before[1]), "the environment that timed out was used again"
    assert calls == 1


def test_a_function_knows_how_long_it_has_left(localstack: LocalStack) -> None:
    name = localstack.function(
        "def handler(event, context):\n    return context.get_remaining_time_in_millis()", Timeout=7
    )
    assert 5_000 < localstack.invoke(name).payload <= 7_000


def test_a_function_that_needs_more_memory_than_it_has_is_killed(localstack: LocalStack) -> None:
    source = COUNTER.format(body="block = b'x' * event.get('bytes', 0)")
    name = localstack.function(source, MemorySize=128)
    assert localstack.invoke(name, {"bytes": 40 << 20}).error is None
    answer = localstack.invoke(name, {"bytes": 200 << 20})
    assert answer.payload["errorType"] == "Runtime.ExitError"
    assert answer.payload["errorMessage"].endswith("Error: Runtime exited with error: signal: killed")
    assert localstack.invoke(name).payload[0] == 1


def test_more_memory_in_the_template_is_more_memory(localstack: LocalStack) -> None:
    name = localstack.function(COUNTER.format(body="block = b'x' * event['bytes']"), MemorySize=512)
    assert localstack.invoke(name, {"bytes": 200 << 20}).error is None


def test_a_handler_that_does_not_import_is_reported_as_aws_does(localstack: LocalStack) -> None:
    answer = localstack.invoke(localstack.function("import nowhere\ndef handler(event, context): pass"))
    assert answer.error == "Unhandled"
    assert answer.payload["errorType"] == "Runtime.ImportModuleError"
    assert answer.payload["errorMessage"] == "Unable to import module 'app': No module named 'nowhere'"
    assert "[ERROR] Runtime.ImportModuleError: Unable to import module 'app'" in answer.log
    assert "Error Type: Runtime.ImportModuleError" in answer.log


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("def handler(event, context)\n    pass", "Runtime.UserCodeSyntaxError"),
        ("def other(event, context):\n    pass", "Runtime.HandlerNotFound"),
        ("raise ValueError('at import')", "ValueError"),
    ],
)
def test_a_handler_that_cannot_be_loaded_says_why(localstack: LocalStack, source: str, kind: str) -> None:
    assert localstack.invoke(localstack.function(source)).payload["errorType"] == kind


def test_an_exception_reaches_the_caller_with_its_trace(localstack: LocalStack) -> None:
    name = localstack.function("def handler(event, context):\n    raise KeyError('film')")
    answer = localstack.invoke(name)
    assert answer.error == "Unhandled"
    assert answer.payload["errorType"] == "KeyError"
    assert "line 2, in handler" in "".join(answer.payload["stackTrace"])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("os._exit(3)", "Runtime exited with error: exit status 3"),
        ("os._exit(0)", "Runtime exited without providing a reason"),
        ("os.abort()", "Runtime exited with error: signal: aborted"),
    ],
)
def test_a_process_that_ends_in_the_middle_is_an_exit_error(localstack: LocalStack, body: str, reason: str) -> None:
    name = localstack.function(COUNTER.format(body=f"if event: {body}"))
    answer = localstack.invoke(name, {"now": True})
    assert answer.payload["errorType"] == "Runtime.ExitError"
    assert re.fullmatch(rf"RequestId: [\da-f-]{{36}} Error: {reason}", answer.payload["errorMessage"])
    assert localstack.invoke(name).payload[0] == 1


def test_a_process_that_dies_between_two_calls_is_replaced(localstack: LocalStack) -> None:
    later = "import threading; threading.Timer(0.05, os._exit, [1]).start() if event else None"
    name = localstack.function(COUNTER.format(body=later))
    assert localstack.invoke(name, {"die": True}).error is None
    assert localstack.invoke(name).payload[0] in {1, 2}


def test_a_function_that_takes_too_long_to_start_uses_up_its_time(localstack: LocalStack) -> None:
    name = localstack.function("import time\ntime.sleep(60)\ndef handler(event, context): pass", Timeout=1)
    answer = localstack.invoke(name)
    assert "Task timed out after 1.00 seconds" in answer.payload["errorMessage"]
    assert re.search(r"INIT_REPORT Init Duration: 2\d\d\d\.\d\d ms\tPhase: init\tStatus: timeout", answer.log)


def test_a_slow_start_is_not_counted_against_the_functions_time(localstack: LocalStack) -> None:
    name = localstack.function("import time\ntime.sleep(1.2)\ndef handler(event, context): return 'here'", Timeout=1)
    assert localstack.invoke(name).payload == "here"


def test_an_answer_larger_than_aws_lets_through_is_refused(localstack: LocalStack) -> None:
    answer = localstack.invoke(localstack.function("def handler(event, context):\n    return 'x' * 6_300_000"))
    assert answer.payload["errorType"] == "Function.ResponseSizeTooLarge"


def test_what_a_function_leaves_running_ends_with_its_environment(localstack: LocalStack) -> None:
    source = """
import os, time
def handler(event, context):
    child = os.fork()
    if child == 0:
        time.sleep(600)
    if event:
        os._exit(1)
    return child
"""
    name = localstack.function(source)
    child = localstack.invoke(name).payload
    localstack.invoke(name, {"die": True})
    with pytest.raises(ProcessLookupError):
        _wait_gone(child)


def _wait_gone(process: int) -> None:
    for _ in range(500):
        os.kill(process, 0)
        time.sleep(0.01)
