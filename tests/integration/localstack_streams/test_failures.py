"""What a function cannot process: retries, partial reports, bisecting, failure destinations."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from kafka import KafkaConsumer

from local_cloud import eventually

from .mapped import PROMPTLY, values_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .mapped import Mapped

    Make = Callable[..., Mapped]

REPORT = {"FunctionResponseTypes": ["ReportBatchItemFailures"]}
# each value is delivered as {"n": …}; `fails(n, times)` says whether the n-th record fails at its times-th delivery
REPORTING = """
import base64, pathlib
def behave(event):
    failures = []
    for place, records in event["records"].items():
        for record in records:
            n = json.loads(base64.b64decode(record["value"]))["n"]
            count = pathlib.Path(os.environ["FOLDER"], f"{{record['topic']}}-{{n}}")
            times = len(count.read_text()) + 1 if count.exists() else 1
            count.write_text("x" * times)
            if {fails}:
                failures.append({{"itemIdentifier": {{"partition": place, "offset": record["offset"]}}}})
    return {{"batchItemFailures": failures}}
"""
FAILING_TWICE = """
import pathlib
def behave(event):
    tries = pathlib.Path(os.environ["FOLDER"], "tries")
    done = len(tries.read_text()) if tries.exists() else 0
    tries.write_text("x" * (done + 1))
    if done < 2: raise ValueError("not yet")
"""
POISON = """
import base64
def behave(event):
    for records in event["records"].values():
        for record in records:
            if json.loads(base64.b64decode(record["value"]))["n"] == 3: raise ValueError("poison")
"""


def numbers(*ns: int) -> list[dict[str, int]]:
    return [{"n": n} for n in ns]


@pytest.fixture
def queue(engines: Any) -> Any:
    """A queue to fail into: its ARN, and what it has received."""

    class Queue:
        sqs = engines.aws("sqs")
        url = sqs.create_queue(QueueName=f"q-{time.time_ns()}")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

        def message(self) -> dict[str, Any]:
            body: dict[str, Any] = json.loads(eventually(self._receive, PROMPTLY, "a message in the queue")[0]["Body"])
            return body

        def _receive(self) -> list[dict[str, str]]:
            return list(self.sqs.receive_message(QueueUrl=self.url, WaitTimeSeconds=1).get("Messages", []))

    return Queue()


def test_a_failed_batch_comes_again_until_it_succeeds(mapped: Make) -> None:
    here = mapped()
    here.write(*numbers(1, 2))
    here.invoke_by(FAILING_TWICE)
    here.map()
    here.until_committed()
    assert [list(values_of(event)) for event in here.seen()] == [numbers(1, 2)] * 3


def test_after_a_partial_report_a_partition_goes_on_from_its_first_failed_record(mapped: Make) -> None:
    here = mapped(2)
    here.write(*numbers(1, 2, 3), partition=0)
    here.write(*numbers(11, 12), partition=1)
    here.invoke_by(REPORTING.format(fails="n == 2 and times == 1"))
    here.map(**REPORT, MaximumBatchingWindowInSeconds=1)
    here.until_committed()
    first, again = here.seen()
    assert sorted(v["n"] for v in values_of(first)) == [1, 2, 3, 11, 12]
    assert list(values_of(again)) == numbers(2, 3)


def test_without_the_response_type_a_report_is_no_failure(mapped: Make) -> None:
    here = mapped()
    here.write(*numbers(1))
    here.invoke_by(REPORTING.format(fails="True"))
    here.map()
    here.until_committed()
    assert here.values() == numbers(1)


@pytest.mark.parametrize("report", ['{"partition": place, "offset": 99}', '"1"', "None"])
def test_a_report_that_names_nothing_of_the_batch_repeats_it_whole(mapped: Make, report: str) -> None:
    here = mapped()
    here.write(*numbers(1, 2))
    here.invoke_by(f"""
import pathlib
def behave(event):
    told = pathlib.Path(os.environ["FOLDER"], "told")
    if told.exists(): return {{}}
    told.touch()
    place = next(iter(event["records"]))
    return {{"batchItemFailures": [{{"itemIdentifier": {report}}}]}}
""")
    here.map(**REPORT)
    here.until_committed()
    assert here.values() == numbers(1, 2, 1, 2)


def test_a_record_past_its_retries_goes_to_the_queue_and_the_others_go_on(mapped: Make, queue: Any) -> None:
    here = mapped()
    here.write(*numbers(1, 2, 3, 4, 5))
    here.invoke_by(REPORTING.format(fails="n == 3"))
    here.map(**REPORT, MaximumRetryAttempts=1, DestinationConfig={"OnFailure": {"Destination": queue.arn}})
    message = queue.message()
    here.until_committed()
    assert [list(values_of(event)) for event in here.seen()] == [numbers(1, 2, 3, 4, 5), numbers(3, 4, 5)]
    assert message["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert message["requestContext"]["approximateInvokeCount"] == 2
    assert message["requestContext"]["functionArn"].endswith(f":function:{here.function}")
    assert message["responseContext"]["executedVersion"] == "$LATEST"
    info = message["KafkaBatchInfo"]
    assert (info["batchSize"], info["bootstrapServers"]) == (1, here.engines.bootstrap)
    span = info["recordsInfo"][f"{here.topic}-0"]
    assert (span["firstRecordOffset"], span["lastRecordOffset"]) == ("2", "2")
    assert span["firstRecordTimestamp"].endswith("Z")


def test_bisecting_leaves_only_the_poisonous_record_behind(mapped: Make, queue: Any) -> None:
    here = mapped()
    here.write(*numbers(0, 1, 2, 3, 4, 5))
    here.invoke_by(POISON)
    here.map(
        BisectBatchOnFunctionError=True,
        MaximumRetryAttempts=1,
        DestinationConfig={"OnFailure": {"Destination": queue.arn}},
    )
    message = queue.message()
    here.until_committed()
    assert message["KafkaBatchInfo"]["recordsInfo"][f"{here.topic}-0"]["firstRecordOffset"] == "3"
    assert message["KafkaBatchInfo"]["batchSize"] == 1
    assert message["responseContext"]["functionError"] == "Unhandled"
    processed = [v["n"] for event in here.seen() for v in values_of(event) if {"n": 3} not in values_of(event)]
    assert processed == [0, 1, 2, 4, 5]
    assert [list(values_of(event)) for event in here.seen()].count(numbers(3)) == 2


def test_a_bucket_gets_the_event_besides(mapped: Make, engines: Any) -> None:
    here = mapped()
    here.write(*numbers(3))
    here.invoke_by(POISON)
    bucket = f"b-{here.topic}"
    s3 = engines.aws("s3")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": engines.settings.region})
    here.map(MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": f"arn:aws:s3:::{bucket}"}})
    found = eventually(lambda: s3.list_objects_v2(Bucket=bucket).get("Contents"), PROMPTLY, "an object")
    assert found[0]["Key"].startswith(f"aws/lambda/{here.uuid}/20")
    document = json.loads(s3.get_object(Bucket=bucket, Key=found[0]["Key"])["Body"].read())
    assert json.loads(document["payload"]) == here.seen()[0]
    assert document["KafkaBatchInfo"]["payloadSize"] == len(document["payload"])


def test_a_topic_gets_the_record_itself_under_its_key(mapped: Make) -> None:
    here, there = mapped(), mapped()
    here.write(*numbers(3), key="k")
    here.invoke_by(POISON)
    here.map(MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": f"kafka://{there.topic}"}})
    reader = KafkaConsumer(
        there.topic,
        bootstrap_servers=here.engines.bootstrap,
        auto_offset_reset="earliest",
        consumer_timeout_ms=int(PROMPTLY * 1000),
    )
    record = next(reader)
    reader.close()
    document = json.loads(record.value)
    assert record.key == b"k"
    assert document["payload"] == here.seen()[0]
    assert document["KafkaBatchInfo"]["recordInfo"]["offset"] == "0"


def test_a_record_that_is_too_old_is_not_delivered(mapped: Make, queue: Any) -> None:
    here = mapped()
    here.write({"n": 1}, timestamp_ms=int((time.time() - 3600) * 1000))
    here.write({"n": 2})
    here.invoke_by()
    here.map(MaximumRecordAgeInSeconds=60, DestinationConfig={"OnFailure": {"Destination": queue.arn}})
    message = queue.message()
    here.until_committed()
    assert here.values() == numbers(2)
    assert message["requestContext"]["condition"] == "RecordAgeExceeded"
    assert message["responseContext"] is None


def test_a_destination_that_is_away_loses_nothing(mapped: Make, engines: Any) -> None:
    here = mapped()
    here.write(*numbers(3))
    here.invoke_by(POISON)
    name = f"q-{here.topic}"
    arn = f"arn:aws:sqs:{engines.settings.region}:{engines.settings.account}:{name}"
    here.map(MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": arn}})
    eventually(lambda: len(here.seen()) > 1, PROMPTLY, "the record to come again")
    assert here.lag() == 1
    sqs = engines.aws("sqs")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    received = eventually(lambda: sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages"), PROMPTLY, "it")
    assert len(received) == 1
    here.until_committed()


def test_a_function_that_may_not_run_uses_up_no_retry(mapped: Make, engines: Any) -> None:
    here = mapped()
    here.invoke_by()
    functions = engines.aws("lambda")
    functions.put_function_concurrency(FunctionName=here.function, ReservedConcurrentExecutions=0)
    here.map(MaximumRetryAttempts=0)
    here.write(1)
    log = engines.settings.state / "logs" / "localstack.log"
    eventually(lambda: log.read_text().count(f"{here.uuid} could not invoke") > 2, PROMPTLY, "refused invocations")
    functions.delete_function_concurrency(FunctionName=here.function)
    here.until([1])
    here.until_committed()
    assert here.values() == [1]


def test_one_failing_partition_does_not_stop_the_others(mapped: Make) -> None:
    here = mapped(2)
    here.write(*numbers(1, *range(100, 130)), partition=0)
    here.invoke_by(REPORTING.format(fails="n == 1"))
    here.map(**REPORT, BatchSize=5)
    eventually(lambda: here.values().count({"n": 1}) > 2, PROMPTLY, "the failing record to come again")
    here.write(*numbers(2), partition=1)
    here.until(numbers(2))
