"""Records reach functions as AWS delivers them: form, batches, filters, positions, groups."""

from __future__ import annotations

import base64
import time
from typing import TYPE_CHECKING

from aws_lambda_powertools.utilities.data_classes import KafkaEvent
from kafka import KafkaProducer

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
