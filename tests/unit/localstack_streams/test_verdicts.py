"""What a function's report means, and what becomes of a batch after it."""

from __future__ import annotations

import pytest

from cdlc_localstack.streams import verdicts
from cdlc_localstack.streams.backlog import Attempt, Item
from cdlc_localstack.streams.verdicts import MalformedReport, Position, judge, reported

from .records import Made


def batch(*places: tuple[int, int]) -> Attempt:
    return Attempt([Item(Made(offset, partition)) for partition, offset in places])


def report(*identifiers: object) -> dict[str, object]:
    return {"batchItemFailures": [{"itemIdentifier": each} for each in identifiers]}


def offsets(attempt: Attempt) -> list[tuple[int, int]]:
    return [(item.record.partition, item.record.offset) for item in attempt.items]


@pytest.mark.parametrize("payload", [None, {}, "", report(), {"batchItemFailures": None}, {"other": 1}])
def test_an_empty_report_is_success(payload: object) -> None:
    assert reported(payload, batch((0, 1)).items) == set()


def test_a_report_names_partition_and_offset() -> None:
    payload = report({"partition": "t-0", "offset": 1}, {"partition": "t-1", "offset": "7"})
    assert reported(payload, batch((0, 1), (1, 7)).items) == {Position("t-0", 1), Position("t-1", 7)}


@pytest.mark.parametrize(
    "payload",
    [
        report({"partition": "t-0", "offset": 2}),
        report({"partition": "u-0", "offset": 1}),
        report({"partition": "t-0"}),
        report("1"),
        report(None),
        {"batchItemFailures": [{"wrong": 1}]},
        {"batchItemFailures": "x"},
        ["x"],
        "x",
    ],
)
def test_a_report_of_something_else_is_malformed(payload: object) -> None:
    with pytest.raises(MalformedReport):
        reported(payload, batch((0, 1)).items)


def test_a_partition_is_redelivered_from_its_first_failed_record_on() -> None:
    attempt = batch((0, 1), (0, 2), (1, 7), (0, 3), (1, 8))
    verdict = judge(attempt, {Position("t-0", 2)}, None, bisect=True, now=0)
    assert [offsets(each) for each in verdict.again] == [[(0, 2), (0, 3)]]
    assert [item.failures for item in verdict.again[0].items] == [1, 0]


def test_a_whole_failure_repeats_the_batch() -> None:
    verdict = judge(batch((0, 1), (1, 7)), None, None, bisect=False, now=0)
    assert [offsets(each) for each in verdict.again] == [[(0, 1), (1, 7)]]


def test_splitting_uses_up_no_retry() -> None:
    verdict = judge(batch((0, 1), (0, 2), (0, 3)), None, 0, bisect=True, now=0)
    assert [offsets(each) for each in verdict.again] == [[(0, 1)], [(0, 2), (0, 3)]]
    assert verdict.discarded == []


def test_a_single_record_that_cannot_be_split_is_given_up_after_its_retries() -> None:
    attempt = batch((0, 1))
    for _ in range(2):
        (attempt,) = judge(attempt, None, 2, bisect=True, now=0).again
    verdict = judge(attempt, None, 2, bisect=True, now=0)
    assert [item.record.offset for item in verdict.discarded] == [1]
    assert verdict.again[0].items == []


def test_only_the_records_that_failed_too_often_are_given_up() -> None:
    attempt = batch((0, 1), (0, 2), (0, 3))
    attempt.items[1].failures = 1
    verdict = judge(attempt, {Position("t-0", 2), Position("t-0", 3)}, 1, bisect=False, now=0)
    assert [item.record.offset for item in verdict.discarded] == [2]
    assert offsets(verdict.again[0]) == [(0, 3)]


def test_pauses_grow_up_to_a_limit() -> None:
    pauses = [verdicts.delay(n) for n in range(1, 40)]
    assert pauses[:3] == [0.1, 0.2, 0.4]
    assert pauses == sorted(pauses)
    assert pauses[-1] == verdicts.LONGEST_DELAY
