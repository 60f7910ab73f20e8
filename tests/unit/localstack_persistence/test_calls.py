"""Which calls change state, and snapshots between calls rather than inside them."""

from __future__ import annotations

import threading

import pytest

from cdlc_localstack.persistence.gate import Gate
from cdlc_localstack.persistence.operations import changes


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("lambda", "CreateFunction"), ("lambda", "UpdateFunctionCode"), ("events", "PutRule"),
        ("iam", "AttachRolePolicy"),
        ("sqs", "CreateQueue"), ("sqs", "SetQueueAttributes"), ("s3", "PutBucketNotificationConfiguration"),
        ("logs", "CreateLogGroup"), ("kms", "ScheduleKeyDeletion"), ("secretsmanager", "RotateSecret"),
        ("stepfunctions", "StartExecution"), ("cloudformation", "ExecuteChangeSet"), ("sns", "Subscribe"),
    ],
)  # fmt: skip
def test_a_call_that_changes_settings_asks_for_a_snapshot(service: str, operation: str) -> None:
    assert changes(service, operation)


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("lambda", "Invoke"), ("lambda", "GetFunction"), ("sqs", "SendMessage"), ("sqs", "ReceiveMessage"),
        ("kms", "Sign"),
        ("logs", "PutLogEvents"), ("s3", "PutObject"), ("s3", "GetObject"), ("s3", "UploadPart"),
        ("events", "PutEvents"),
        ("cloudwatch", "PutMetricData"), ("sts", "AssumeRole"), ("cloudformation", "DescribeStacks"),
    ],
)  # fmt: skip
def test_reads_invocations_and_streams_of_data_ask_for_none(service: str, operation: str) -> None:
    assert not changes(service, operation)


def test_a_snapshot_waits_for_the_call_inside_and_holds_back_the_next() -> None:
    gate = Gate()
    order: list[str] = []
    inside, quiet = threading.Event(), threading.Event()

    def first() -> None:
        with gate.change("iam"):
            inside.set()
            quiet.wait(0.02)
            order.append("first call")

    def second() -> None:
        quiet.wait(5)
        with gate.change("iam"):
            order.append("second call")

    threads = [threading.Thread(target=work) for work in (first, second)]
    for thread in threads:
        thread.start()
    inside.wait(5)
    with gate.silence("iam") as alone:
        quiet.set()
        order.append("snapshot")
        assert alone
    for thread in threads:
        thread.join()
    assert order == ["first call", "snapshot", "second call"]


def test_services_do_not_wait_for_each_other() -> None:
    gate = Gate()
    with gate.change("iam"), gate.silence("sqs") as alone:
        assert alone


def test_a_call_that_waits_for_another_of_its_service_does_not_stop_the_snapshot() -> None:
    gate = Gate()
    with gate.change("secretsmanager"), gate.silence("secretsmanager") as alone:
        assert not alone
        with gate.change("secretsmanager"):
            pass
