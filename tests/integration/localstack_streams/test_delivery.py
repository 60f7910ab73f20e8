"""Records reach functions as AWS delivers them: form, batches, filters, positions, groups."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING

import pytest
from aws_lambda_powertools.utilities.data_classes import KafkaEvent
from botocore.exceptions import ClientError
from kafka import KafkaConsumer, KafkaProducer

from local_cloud import eventually

from .mapped import PROMPTLY, values_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .mapped import Mapped

    Make = Callable[..., Mapped]


def test_a_record_arrives_in_the_form_in_which_lambda_shows_it(mapped: Make) -> None:
    here = mapped()
    here.invoke_by()
    here.map()
    before = int(time.time() * 1000)
    here.write({"n": 1}, key="k", headers=[("type", b"t"), ("odd", b"\xff")])
    here.until([{"n": 1}])
    event = here.seen()[0]
    assert event["eventSource"] == "SelfManagedKafka"
    assert event["bootstrapServers"] == here.engines.bootstrap
    (record,) = event["records"][f"{here.topic}-0"]
    assert before <= record.pop("timestamp") <= time.time() * 1000
    assert record == {
        "topic": here.topic,
        "partition": 0,
        "offset": 0,
        "timestampType": "CREATE_TIME",
        "key": base64.b64encode(b"k").decode(),
        "value": base64.b64encode(b'{"n": 1}').decode(),
        "headers": [{"type": [116]}, {"odd": [-1]}],
    }
    read = next(iter(KafkaEvent(event).records))
    assert (read.json_value, read.decoded_key, read.decoded_headers["odd"]) == ({"n": 1}, b"k", b"\xff")


def test_a_tombstone_arrives_without_a_value(mapped: Make) -> None:
    here = mapped()
    here.invoke_by()
    here.map()
    producer = KafkaProducer(bootstrap_servers=here.engines.bootstrap)
    producer.send(here.topic, None, key=b"gone").get(timeout=30)
    producer.close()
    event = eventually(here.seen, PROMPTLY, "the tombstone")[0]
    (record,) = event["records"][f"{here.topic}-0"]
    assert "value" not in record
    assert record["key"] == base64.b64encode(b"gone").decode()


def test_a_batch_holds_several_partitions_and_no_more_than_its_size(mapped: Make) -> None:
    here = mapped(3)
    for partition in range(3):
        here.write(*({"p": partition, "n": n} for n in range(50)), partition=partition)
    here.invoke_by()
    here.map(BatchSize=60)
    everything = [{"p": p, "n": n} for p in range(3) for n in range(50)]
    here.until(everything)
    here.until_committed()
    assert len(here.values()) == len(everything)
    sizes = [sum(len(records) for records in event["records"].values()) for event in here.seen()]
    assert max(sizes) <= 60
    assert any(len(event["records"]) > 1 for event in here.seen())
    for partition in range(3):
        assert [v["n"] for v in here.values() if v["p"] == partition] == list(range(50))


def test_a_batching_window_gathers_what_comes_within_it(mapped: Make) -> None:
    here = mapped()
    here.invoke_by()
    here.map(MaximumBatchingWindowInSeconds=3)
    for n in range(3):
        here.write(n)
    here.until(range(3))
    assert [list(values_of(event)) for event in here.seen()] == [[0, 1, 2]]


def test_a_full_batch_does_not_wait_for_its_window(mapped: Make) -> None:
    here = mapped()
    here.invoke_by()
    here.map(MaximumBatchingWindowInSeconds=300, BatchSize=2)
    here.write(1, 2)
    here.until([1, 2])


def test_only_what_a_filter_passes_is_delivered_and_the_rest_is_committed_too(mapped: Make) -> None:
    here = mapped()
    here.invoke_by()
    patterns = ['{"value": {"type": ["wanted"]}}', '{"value": {"data": {"year": [{"numeric": [">", 1999]}]}}}']
    here.map(FilterCriteria={"Filters": [{"Pattern": pattern} for pattern in patterns]})
    wanted = [{"type": "wanted", "n": 1}, {"type": "x", "data": {"year": 2000}}, {"type": "wanted", "n": 2}]
    here.write(wanted[0], {"type": "other"}, "text", 7, wanted[1], {"type": "x", "data": {"year": 1999}}, wanted[2])
    here.write({"type": "other"})
    here.until(wanted)
    here.until_committed()
    assert here.values() == wanted


def test_a_filter_may_look_at_the_key(mapped: Make) -> None:
    here = mapped()
    here.invoke_by()
    here.map(FilterCriteria={"Filters": [{"Pattern": '{"key": ["mine"]}'}]})
    here.write(1, key="theirs")
    here.write(2, key="mine")
    here.until([2])
    assert here.values() == [2]


def test_latest_begins_behind_what_is_there(mapped: Make) -> None:
    here = mapped()
    here.write("old")
    here.invoke_by()
    here.map(StartingPosition="LATEST")
    here.until_committed()
    here.write("new")
    here.until(["new"])
    assert here.values() == ["new"]


def test_at_timestamp_begins_with_the_first_record_that_is_not_older(mapped: Make) -> None:
    here = mapped()
    for n, stamp in enumerate((1_000_000, 2_000_000, 3_000_000)):
        here.write(n, timestamp_ms=stamp)
    here.invoke_by()
    here.map(StartingPosition="AT_TIMESTAMP", StartingPositionTimestamp=2000)
    here.until([1, 2])
    assert here.values() == [1, 2]


def test_a_new_mapping_of_the_same_group_goes_on_where_the_old_one_stopped(mapped: Make) -> None:
    here = mapped()
    here.invoke_by()
    here.map()
    here.write(1)
    here.until([1])
    here.until_committed()
    here.remove()
    here.write(2)
    here.map()
    here.until([2])
    assert here.values() == [1, 2]


def test_records_of_an_open_transaction_wait_and_those_of_an_aborted_one_never_come(mapped: Make) -> None:
    here = mapped()
    here.invoke_by()
    here.map()
    producer = KafkaProducer(bootstrap_servers=here.engines.bootstrap, transactional_id=here.topic, retry_backoff_ms=5)
    producer.init_transactions()
    for value, end in ((b'"aborted"', producer.abort_transaction), (b'"committed"', producer.commit_transaction)):
        producer.begin_transaction()
        producer.send(here.topic, value).get(timeout=30)
        end()
    producer.close()
    here.until(["committed"])
    assert here.values() == ["committed"]
    here.until_committed()


def test_an_update_takes_effect_and_a_disabled_mapping_delivers_nothing(mapped: Make) -> None:
    here = mapped()
    here.invoke_by()
    here.map()
    here.write({"n": 1})
    here.until([{"n": 1}])
    here.update(FilterCriteria={"Filters": [{"Pattern": '{"value": {"n": [3]}}'}]})
    here.write({"n": 2}, {"n": 3})
    here.until([{"n": 3}])
    eventually(lambda: here.state() == "Enabled", PROMPTLY, "the updated mapping to be shown as enabled")
    here.update(Enabled=False)
    eventually(lambda: here.state() == "Disabled", PROMPTLY, "the mapping to be disabled")
    here.write({"n": 3, "while": "disabled"})
    here.update(Enabled=True)
    here.until([{"n": 3, "while": "disabled"}])
    assert here.values() == [{"n": 1}, {"n": 3}, {"n": 3, "while": "disabled"}]
    assert here.lag() <= 1


def test_another_member_of_the_group_takes_partitions_and_gives_them_back(mapped: Make) -> None:
    here = mapped(2)
    here.invoke_by()
    here.map()
    here.write(1, partition=0)
    here.until([1])
    other = KafkaConsumer(
        here.topic, bootstrap_servers=here.engines.bootstrap, group_id=here.group, enable_auto_commit=False
    )
    shared = eventually(lambda: other.poll(timeout_ms=200) or other.assignment(), PROMPTLY, "a share of the partitions")
    assert len(shared) == 1
    here.write("a", partition=0)
    here.write("b", partition=1)
    eventually(lambda: {"a", "b"} & set(here.values()), PROMPTLY, "the mapping's own share")
    other.close()
    here.until(["a", "b"])
    here.until_committed()


def test_cloudformation_creates_updates_and_deletes_a_mapping(mapped: Make) -> None:
    here = mapped()
    here.invoke_by()
    formation, name = here.engines.aws("cloudformation"), f"s-{here.topic}"
    formation.create_stack(StackName=name, TemplateBody=json.dumps(template(here, {"n": [1]})))
    formation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    here.write({"n": 1}, {"n": 2})
    here.until([{"n": 1}])
    formation.update_stack(StackName=name, TemplateBody=json.dumps(template(here, {"n": [2]})))
    formation.get_waiter("stack_update_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    here.write({"n": 1}, {"n": 2})
    here.until([{"n": 2}])
    assert here.values() == [{"n": 1}, {"n": 2}]
    formation.delete_stack(StackName=name)
    formation.get_waiter("stack_delete_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    eventually(lambda: not here.mappings(), PROMPTLY, "the mapping to be gone with its stack")


def template(here: Mapped, value: dict[str, list[int]]) -> dict[str, object]:
    """A stack with nothing but the mapping, in CloudFormation's spelling."""
    properties = {
        "FunctionName": here.function,
        "Topics": [here.topic],
        "StartingPosition": "TRIM_HORIZON",
        "SelfManagedEventSource": {"Endpoints": {"KafkaBootstrapServers": [here.engines.bootstrap]}},
        "SourceAccessConfigurations": [{"Type": "SASL_SCRAM_512_AUTH", "URI": "arn:aws:secretsmanager:::secret:x"}],
        "SelfManagedKafkaEventSourceConfig": {"ConsumerGroupId": here.group},
        "FilterCriteria": {"Filters": [{"Pattern": json.dumps({"value": value})}]},
    }
    return {"Resources": {"Mapping": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": properties}}}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"StartingPosition": "NOWHERE"}, "StartingPosition"),
        ({"StartingPosition": "AT_TIMESTAMP"}, "StartingPositionTimestamp"),
        ({"Topics": ["a", "b"]}, "exactly one topic"),
        ({"SelfManagedEventSource": {"Endpoints": {}}}, "KAFKA_BOOTSTRAP_SERVERS"),
    ],
)
def test_a_mapping_that_aws_would_refuse_is_refused(mapped: Make, settings: dict[str, object], said: str) -> None:
    here = mapped()
    here.invoke_by()
    with pytest.raises(ClientError, match=said):
        here.map(**settings)
