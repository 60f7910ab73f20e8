"""What a function writes is in CloudWatch Logs as AWS has it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from local_cloud import eventually

if TYPE_CHECKING:
    from .own_localstack import LocalStack

SPEAKING = """
import logging, sys
def handler(event, context):
    print("printed")
    print("to stderr", file=sys.stderr)
    logging.getLogger().error("first line\\nsecond line")
    sys.stdout.write("no line end")
"""


def messages(localstack: LocalStack, name: str) -> list[str]:
    """The function's log events, once the REPORT of an invocation is among them."""
    client = localstack.aws("logs")

    def look() -> list[str]:
        try:
            found = client.filter_log_events(logGroupName=f"/aws/lambda/{name}")["events"]
        except client.exceptions.ResourceNotFoundException:
            return []
        texts = [event["message"] for event in found]
        return texts if any(text.startswith("REPORT") for text in texts) else []

    return eventually(look, 10, f"{name} has a REPORT in its log")


def test_everything_that_is_written_is_in_the_log_between_start_and_report(localstack: LocalStack) -> None:
    name = localstack.function(SPEAKING)
    localstack.invoke(name)
    found = messages(localstack, name)
    assert re.fullmatch(r"START RequestId: [\da-f-]{36} Version: \$LATEST\n", found[0])
    assert {"printed\n", "to stderr\n", "no line end\n"} < set(found)
    assert re.fullmatch(r"END RequestId: [\da-f-]{36}\n", found[-2])
    assert re.fullmatch(
        r"REPORT RequestId: [\da-f-]{36}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB"
        r"\tMax Memory Used: [1-9]\d* MB\tInit Duration: [\d.]+ ms\t\n",
        found[-1],
    )


def test_a_message_of_two_lines_is_one_event(localstack: LocalStack) -> None:
    name = localstack.function(SPEAKING)
    localstack.invoke(name)
    assert any(text.endswith("\tfirst line\nsecond line\n") for text in messages(localstack, name))


def test_without_the_patch_a_message_of_two_lines_is_two_events(stock: LocalStack) -> None:
    name = stock.function(SPEAKING)
    stock.invoke(name)
    assert "second line\n" in messages(stock, name)


def test_events_have_times_of_their_own(localstack: LocalStack) -> None:
    name = localstack.function(
        "import time\ndef handler(event, context):\n    print('a')\n    time.sleep(0.3)\n    print('b')"
    )
    localstack.invoke(name)
    messages(localstack, name)
    events = localstack.aws("logs").filter_log_events(logGroupName=f"/aws/lambda/{name}")["events"]
    times = {event["message"]: event["timestamp"] for event in events}
    assert times["b\n"] - times["a\n"] >= 250


def test_the_tail_of_the_log_comes_with_the_answer(localstack: LocalStack) -> None:
    log = localstack.invoke(localstack.function(SPEAKING)).log
    assert log.startswith("START RequestId: ")
    assert "first line\nsecond line\n" in log
    assert "REPORT RequestId: " in log


def test_lines_of_one_invocation_are_not_in_the_next_ones_log(localstack: LocalStack) -> None:
    name = localstack.function("def handler(event, context):\n    print('said', event)")
    localstack.invoke(name, "once")
    assert "said once" not in localstack.invoke(name, "twice").log


def test_json_logging_is_honoured(localstack: LocalStack) -> None:
    name = localstack.function(SPEAKING, LoggingConfig={"LogFormat": "JSON"})
    assert '"message": "first line\\nsecond line"' in localstack.invoke(name).log


def test_invocations_and_errors_are_counted_in_cloudwatch(localstack: LocalStack) -> None:
    name = localstack.function("def handler(event, context):\n    return 1 / event")
    for divisor in (1, 2, 0):
        localstack.invoke(name, divisor)
    client = localstack.aws("cloudwatch")

    def total(metric: str) -> float:
        found = client.get_metric_statistics(
            Namespace="AWS/Lambda", MetricName=metric, Dimensions=[{"Name": "FunctionName", "Value": name}],
            StartTime=datetime.now(UTC) - timedelta(hours=1), EndTime=datetime.now(UTC) + timedelta(hours=1),
            Period=7200, Statistics=["Sum"],
        )  # fmt: skip
        return float(sum(point["Sum"] for point in found["Datapoints"]))

    eventually(lambda: (total("Invocations"), total("Errors")) == (3.0, 1.0), 15, "three invocations, one error")
