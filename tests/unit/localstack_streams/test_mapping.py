"""What a mapping's configuration means, in the API's spelling and CloudFormation's."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from cdlc_localstack.streams import events, mapping

from .records import Made

REQUEST: dict[str, Any] = {
    "Topics": ["t"],
    "StartingPosition": "TRIM_HORIZON",
    "SelfManagedEventSource": {"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["a:1", "b:2"]}},
}
CONFIG: dict[str, Any] = REQUEST | {"UUID": "u-1", "FunctionArn": "arn:aws:lambda:eu-central-1:0:function:f"}


def test_what_is_left_out_has_awss_default() -> None:
    read = mapping.read(CONFIG)
    assert (read.batch_size, read.window, read.retries, read.record_age) == (100, 0, None, None)
    assert (read.bisect, read.partial_failures, read.destination, read.filters) == (False, False, "", ())
    assert read.group == "u-1"


def test_minus_one_means_without_limit() -> None:
    read = mapping.read(CONFIG | {"MaximumRetryAttempts": -1, "MaximumRecordAgeInSeconds": -1})
    assert (read.retries, read.record_age) == (None, None)


def test_no_retry_is_not_without_limit() -> None:
    assert mapping.read(CONFIG | {"MaximumRetryAttempts": 0}).retries == 0


def test_infinite_retries_with_a_destination_mean_ten() -> None:
    there = {"DestinationConfig": {"OnFailure": {"Destination": "arn:aws:sqs:eu-central-1:0:q"}}}
    assert mapping.read(CONFIG | there).retries == 10
    assert mapping.read(CONFIG | there | {"MaximumRetryAttempts": 3}).retries == 3


def test_brokers_are_found_under_both_spellings() -> None:
    camel = {"SelfManagedEventSource": {"Endpoints": {"KafkaBootstrapServers": ["c:3"]}}}
    assert mapping.read(CONFIG).bootstrap == ("a:1", "b:2")
    assert mapping.read(CONFIG | camel).bootstrap == ("c:3",)


def test_a_group_may_be_named() -> None:
    own = {"SelfManagedKafkaEventSourceConfig": {"ConsumerGroupId": "cdlc.f"}}
    assert mapping.read(CONFIG | own).group == "cdlc.f"


def test_the_members_name_is_the_same_after_a_new_deployment() -> None:
    assert mapping.read(CONFIG).instance == mapping.read(CONFIG | {"UUID": "u-2"}).instance == "f.t"


@pytest.mark.parametrize("instant", [dt.datetime(2026, 1, 2, tzinfo=dt.UTC), 1767312000, 1767312000.0])
def test_a_timestamp_may_be_an_instant_or_seconds(instant: object) -> None:
    read = mapping.read(CONFIG | {"StartingPosition": "AT_TIMESTAMP", "StartingPositionTimestamp": instant})
    assert read.position_timestamp_ms == 1767312000000


def test_a_complete_request_is_not_complained_about() -> None:
    assert mapping.complaint(REQUEST) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Topics": []}, "exactly one topic, not 0"),
        ({"StartingPosition": None}, "StartingPosition None"),
        ({"SelfManagedEventSource": {}}, "KAFKA_BOOTSTRAP_SERVERS"),
        ({"DestinationConfig": {"OnFailure": {"Destination": "kafka://t"}}}, "the source topic t"),
    ],
)
def test_a_request_that_aws_would_refuse_is_complained_about(change: dict[str, Any], said: str) -> None:
    assert said in (mapping.complaint(REQUEST | change) or "")


def test_a_header_without_a_value_is_an_empty_list() -> None:
    shown = events.event(["a:1"], [Made(1, headers=[("traceparent", None)])])
    assert shown["records"]["t-0"][0]["headers"] == [{"traceparent": []}]


def test_the_timestamps_kind_is_told() -> None:
    kinds = [events.event([], [Made(1, timestamp_type=kind)])["records"]["t-0"][0]["timestampType"] for kind in (0, 1)]
    assert kinds == ["CREATE_TIME", "LOG_APPEND_TIME"]
